import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { withBelievableDates } from '../domain/event-dates';
import { parseWebhookEvent } from '../domain/ghl-event.schema';
import type { WebhookEvent } from '../domain/ghl-event';
import { defaults } from '../runtime/defaults';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies, WebhookLimits } from './api-dependencies';
import { createPlaces, type Places } from './places';
import { startRun } from './start-run';
import { storableEvent } from './storable-event';
import { secondsToWait, waitForReply, type ReplyForCaller } from './wait-for-reply';

const usualLimits: WebhookLimits = { takenAtOnce: 300, waitingAtOnce: 200 };

/** `POST /webhooks/ghl`: verify the raw bytes, start the run, answer. */
export function webhookReceiver(dependencies: ApiDependencies): Router {
  const router = express.Router();
  const { takenAtOnce, waitingAtOnce } = dependencies.webhookLimits ?? usualLimits;
  const taking = createPlaces(takenAtOnce);
  const waiting = createPlaces(waitingAtOnce);
  const rawBody = express.raw({ type: () => true, limit: defaults.webhookBodyLimitBytes, inflate: false });
  router.post('/webhooks/ghl', admit(dependencies, taking), rawBody, async (request, response) => {
    const body: unknown = request.body;
    const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    refuseUnsigned(dependencies, request, raw);
    refuseOtherDelivery(request);
    const event = withBelievableDates(parseBody(raw), dependencies.clock.now());
    const run = await startRun(dependencies, event);
    // It is taken now. Whoever waits for the reply must not keep others out.
    taking.leave(response);
    const reply = await replyFor(dependencies, { request, response, waiting, workflowId: run.workflowId });
    response.json({ success: true, ...reply, ...run });
  });
  return router;
}

/** @throws LeadwireError `invalid_signature` */
function refuseUnsigned({ verifySignature }: ApiDependencies, request: Request, raw: Buffer): void {
  const signed = verifySignature(raw, {
    ghlSignature: request.get('x-ghl-signature'),
    legacySignature: request.get('x-wh-signature'),
  });
  if (signed) return;
  throw new LeadwireError(
    'invalid_signature',
    'X-GHL-Signature is missing or was not made with a trusted key',
  );
}

/**
 * A caller who means to deliver the reply must not be left to believe that Leadwire will not: the lead
 * would get it twice.
 * @throws LeadwireError `invalid_request`
 */
function refuseOtherDelivery(request: Request): void {
  const deliverer = request.get('leadwire-deliver')?.trim().toLowerCase() ?? 'leadwire';
  if (deliverer === 'leadwire') return;
  throw new LeadwireError(
    'invalid_request',
    'Leadwire-Deliver: delivery by the caller is not available yet; leave the header out, or send leadwire',
  );
}

interface Caller {
  readonly request: Request;
  readonly response: Response;
  readonly waiting: Places;
  readonly workflowId: string;
}

/** The reply for who asks to wait for it and finds a place to do so; for all others none. */
async function replyFor(
  dependencies: ApiDependencies,
  { request, response, waiting, workflowId }: Caller,
): Promise<ReplyForCaller> {
  const seconds = secondsToWait(request.get('prefer'));
  if (seconds === 0 || !waiting.take(response)) return { message: null, actions: [] };
  response.setHeader('Preference-Applied', `wait=${seconds}`);
  try {
    return await waitForReply(dependencies, workflowId, seconds);
  } finally {
    waiting.leave(response);
  }
}

/** @throws LeadwireError `invalid_json` for what is no JSON object; anything else is taken, whatever its fields */
function parseBody(raw: Buffer): WebhookEvent {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch (cause) {
    throw new LeadwireError('invalid_json', 'The body is not JSON', { cause });
  }
  const event = parseWebhookEvent(body, createHash('sha256').update(raw).digest('hex'));
  if (event === null) throw new LeadwireError('invalid_json', 'The body is JSON but no object');
  return storableEvent(event);
}

/** Too much at once, or the end is near: 429, which GHL retries, and never 5xx, for which it would pause the URL. */
function admit({ isDraining }: ApiDependencies, taking: Places): RequestHandler {
  return (_request, response, next) => {
    if (isDraining() || !taking.take(response)) {
      throw new LeadwireError(
        'temporarily_unavailable',
        'The webhook cannot be taken now; please send it again',
      );
    }
    response.once('close', () => taking.leave(response));
    next();
  };
}
