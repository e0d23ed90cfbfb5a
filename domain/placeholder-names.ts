/** What stands for a lead's identity wherever Claude or a cache could see it. */
export const placeholderNames = ['first_name', 'last_name', 'phone', 'email', 'street_address'] as const;
export type PlaceholderName = (typeof placeholderNames)[number];
