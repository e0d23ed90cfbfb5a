import type { WebhookEvent } from '../domain/ghl-event';

/** What the API starts a run with. */
export interface ProcessWebhookInput {
  readonly runId: string;
  readonly event: WebhookEvent;
  /** ISO 8601, when the API took the webhook. */
  readonly receivedAt: string;
}
