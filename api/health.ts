import express, { type Router } from 'express';
import { messageOf } from '../runtime/errors';
import type { Logger } from '../runtime/logger';
import { withinTime } from '../runtime/time-limit';
import type { ApiDependencies } from './api-dependencies';

const checkTimeoutMs = 2_000;

/**
 * `/healthz`: the process lives. `/readyz`: it can take webhooks, with the state of each dependency. Why
 * one fails may name addresses and users, and anybody may ask: that goes to the log alone.
 */
export function healthRoutes({ checks, isDraining, logger }: ApiDependencies): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const entries = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, { ok: await answers(name, check, logger) }] as const,
      ),
    );
    const dependencies = Object.fromEntries(entries);
    // Without Redis answers are slower; without the others nothing can be taken or answered.
    const failing = entries.some(([name, { ok }]) => !ok && name !== 'redis');
    const ready = !failing && !isDraining();
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready', draining: isDraining(), dependencies });
  });
  return router;
}

async function answers(name: string, check: () => Promise<unknown>, logger: Logger): Promise<boolean> {
  try {
    await withinTime(checkTimeoutMs, check());
    return true;
  } catch (error) {
    logger.warn({ dependency: name, reason: messageOf(error) }, 'a dependency does not answer');
    return false;
  }
}
