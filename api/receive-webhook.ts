import { createHash } from 'node:crypto';
import express, { type RequestHandler, type Router } from 'express';
import { parseWebhookEvent } from '../domain/ghl-event.schema';
import type { WebhookEvent } from '../domain/ghl-event';
import { defaults } from '../runtime/defaults';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies } from './api-dependencies';
import { startRun } from './start-run';
import { storableEvent } from './storable-event';
import { secondsToWait, waitForReply } from './wait-for-reply';

/** Webhooks being taken at once in this process; more are told to come back. */
const admittedAtOnce = 300;

/** `POST /webhooks/ghl`: verify the raw bytes, start the run, answer. */
export function webhookReceiver(dependencies: ApiDependencies): Router {
  const router = express.Router();
  const rawBody = express.raw({ type: () => true, limit: defaults.webhookBodyLimitBytes, inflate: false });
  router.post('/webhooks/ghl', admit(dependencies), rawBody, async (request, response) => {
    const body: unknown = request.body;
    const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const signed = dependencies.verifySignature(raw, {
      ghlSignature: request.get('x-ghl-signature'),
      legacySignature: request.get('x-wh-signature'),
    });
    if (!signed) {
      throw new LeadwireError(
        'invalid_signature',
        'X-GHL-Signature is missing or was not made with a trusted key',
      );
    }
    const event = parseBody(raw);
    const { workflowId, duplicate } = await startRun(dependencies, event);
    const seconds = secondsToWait(request.get('prefer'));
    if (seconds > 0) response.setHeader('Preference-Applied', `wait=${seconds}`);
    const reply =
      seconds > 0 ? await waitForReply(dependencies, workflowId, seconds) : { message: null, actions: [] };
    response.json({ success: true, ...reply, workflowId, duplicate });
  });
  return router;
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
function admit({ isDraining }: ApiDependencies): RequestHandler {
  let admitted = 0;
  return (_request, response, next) => {
    if (isDraining() || admitted >= admittedAtOnce) {
      throw new LeadwireError(
        'temporarily_unavailable',
        'The webhook cannot be taken now; please send it again',
      );
    }
    admitted += 1;
    response.once('close', () => (admitted -= 1));
    next();
  };
}
