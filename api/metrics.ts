import express, { type Router } from 'express';
import type { ApiDependencies } from './api-dependencies';

/**
 * `/metrics`, for Prometheus. Without a token, as scrapers ask: it holds sums of the whole process, and
 * nothing that names a location, a lead or a message.
 */
export function metricsRoute({ metrics }: ApiDependencies): Router {
  const router = express.Router();
  router.get('/metrics', async (_request, response) => {
    response.set('content-type', metrics.contentType).send(await metrics.text());
  });
  return router;
}
