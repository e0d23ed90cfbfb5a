/**
 * Identities as GoHighLevel names them. Branded, so that a contact's id never stands where a
 * location's is meant. They cost nothing while running: a brand is a type only.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** A GHL location (sub-account): the tenant. */
export type LocationId = Id<'LocationId'>;
/** A GHL contact: the lead. */
export type ContactId = Id<'ContactId'>;
/** One message of a conversation; with its location, what makes two deliveries the same message. */
export type MessageId = Id<'MessageId'>;
/** One delivery by GHL, or what stands in for it (see `identityOf` in `ghl-event.ts`). */
export type WebhookId = Id<'WebhookId'>;
/** A GHL user who is responsible for contacts. */
export type AgentId = Id<'AgentId'>;
/** One run of `processWebhook`; fits in a URL. */
export type RunId = Id<'RunId'>;
/** A row of `sends`: one reply that was claimed. */
export type SendId = Id<'SendId'>;

export const locationId = (value: string): LocationId => value as LocationId;
export const contactId = (value: string): ContactId => value as ContactId;
export const messageId = (value: string): MessageId => value as MessageId;
export const webhookId = (value: string): WebhookId => value as WebhookId;
export const agentId = (value: string): AgentId => value as AgentId;
export const runId = (value: string): RunId => value as RunId;
export const sendId = (value: string): SendId => value as SendId;
