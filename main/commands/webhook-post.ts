import { z } from 'zod';
import { signWebhook } from '../../ghl/webhook-signing';
import { systemClock } from '../../runtime/clock';
import { fetchOrSayWhy } from './operations-api';

const answerSchema = z.object({
  success: z.literal(true),
  message: z.string().nullable(),
  actions: z.array(z.looseObject({ type: z.string() })),
  workflowId: z.string(),
  duplicate: z.boolean(),
});
export type WebhookAnswer = z.infer<typeof answerSchema>;

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export interface PostedWebhook {
  readonly status: number;
  /** Undefined where it was not taken. */
  readonly answer: WebhookAnswer | undefined;
  /** `code: message` where it was not taken. */
  readonly refusal: string | undefined;
  /** From the first byte sent to the last received. */
  readonly tookMs: number;
}

export interface WebhookDelivery {
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly privateKey: string;
  readonly rawBody: Buffer;
  /** `Prefer: wait=N`; 0: do not wait for the reply. Seconds. */
  readonly waitSeconds: number;
}

/** The receiver of signed webhooks. */
export const webhookPath = '/webhooks/ghl';

/** The headers that GHL sends, with the signature over exactly these bytes. */
export function webhookHeaders({
  privateKey,
  rawBody,
  waitSeconds,
}: Omit<WebhookDelivery, 'apiUrl'>): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-GHL-Signature': signWebhook(rawBody, privateKey),
    ...(waitSeconds > 0 ? { Prefer: `wait=${waitSeconds}` } : {}),
  };
}

/**
 * Posts one webhook as GHL does.
 * @throws LeadwireError `start_failed` where nothing answers
 */
export async function postWebhook(delivery: WebhookDelivery): Promise<PostedWebhook> {
  const startedAt = systemClock.elapsed();
  const response = await fetchOrSayWhy(`${delivery.apiUrl}${webhookPath}`, {
    method: 'POST',
    headers: webhookHeaders(delivery),
    body: new Uint8Array(delivery.rawBody),
    // The wait itself, and what the way there and back may take.
    signal: AbortSignal.timeout(delivery.waitSeconds * 1_000 + 15_000),
  });
  const body: unknown = await response.json().catch(() => undefined);
  const tookMs = systemClock.elapsed() - startedAt;
  return { status: response.status, tookMs, ...read(body, response.status) };
}

function read(body: unknown, status: number): Pick<PostedWebhook, 'answer' | 'refusal'> {
  const answer = answerSchema.safeParse(body);
  if (answer.success) return { answer: answer.data, refusal: undefined };
  const refusal = refusalSchema.safeParse(body);
  const reason = refusal.success
    ? `${refusal.data.error.code}: ${refusal.data.error.message}`
    : `HTTP ${status}`;
  return { answer: undefined, refusal: reason };
}
