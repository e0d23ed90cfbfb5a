/** Neither Postgres nor UTF-8 can hold these: NUL, and half of a surrogate pair alone. */
const notStorable = /[\0\p{Surrogate}]/gu;

export const storableText = (text: string): string => text.replace(notStorable, '');

export const isStorableText = (text: string): boolean => text.search(notStorable) === -1;
