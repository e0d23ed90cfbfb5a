import express, { type RequestHandler, type Router } from 'express';
import { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies } from './api-dependencies';
import { requireOperator } from './authentication';

const base64 = z.base64();
const payloadsSchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), base64).optional(), data: base64.optional() })),
});

/**
 * Temporal's codec server: `POST /codec/decode` opens payloads for a signed-in operator. The Web UI
 * calls it from the browser, so the operator's cookie comes along and no key leaves this process.
 * https://docs.temporal.io/codec-server
 */
export function codecServer(dependencies: ApiDependencies): Router {
  const router = express.Router();
  router.use('/codec', allowWebUi(dependencies));
  router.post(
    '/codec/decode',
    requireOperator(dependencies),
    express.json({ limit: '8mb' }),
    async (request, response) => {
      const parsed = payloadsSchema.safeParse(request.body);
      if (!parsed.success)
        throw new LeadwireError('invalid_request', 'Send {"payloads": [...]} as the Temporal Web UI does');
      const { Payload } = temporal.api.common.v1;
      const payloads = parsed.data.payloads.map(payload => Payload.fromObject(payload));
      const decoded = await dependencies.codec.decode(payloads);
      response.json({
        payloads: decoded.map(payload => Payload.toObject(Payload.fromObject(payload), { bytes: String })),
      });
    },
  );
  return router;
}

/** A Web UI on another origin may read the answer, but only the one we know. */
function allowWebUi({ temporalUiUrl }: ApiDependencies): RequestHandler {
  const origin = temporalUiUrl === undefined ? undefined : new URL(temporalUiUrl).origin;
  return (request, response, next) => {
    if (origin !== undefined && request.get('origin') === origin) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Access-Control-Allow-Headers', 'content-type, x-namespace, authorization');
      response.setHeader('Access-Control-Allow-Methods', 'POST');
      response.setHeader('Vary', 'Origin');
    }
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}
