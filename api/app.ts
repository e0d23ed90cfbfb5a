import express, { type Express } from 'express';
import type { ApiDependencies } from './api-dependencies';
import { getAgentContext, putAgent, warmAgent } from './agent-operations';
import { clearCache, getCache } from './cache-operations';
import { coach } from './coaching-operations';
import { codecServer } from './codec';
import { getCosts } from './cost-operations';
import { answerErrors, answerNotFound } from './errors';
import { healthRoutes } from './health';
import { metricsRoute } from './metrics';
import { openApiDocument } from './openapi';
import { operationsRouter, type Operation } from './operation';
import { webhookReceiver } from './receive-webhook';
import { getQualification, putQualification } from './qualification-operations';
import { getRun, listRuns } from './run-operations';
import { listSchedules, pauseSchedule, resumeSchedule, triggerSchedule } from './schedule-operations';
import { signIn } from './sign-in';
import { temporalUiProxy } from './temporal-ui-proxy';
import { getTenant, putTenant } from './tenant-operations';

/** Every operation of /v1: routed, checked and described from here. */
export const operations: readonly Operation[] = [
  putTenant,
  getTenant,
  listRuns,
  getRun,
  getCache,
  clearCache,
  getCosts,
  getQualification,
  putQualification,
  getAgentContext,
  warmAgent,
  putAgent,
  coach,
  listSchedules,
  triggerSchedule,
  pauseSchedule,
  resumeSchedule,
];

/** The whole of the HTTP side, as one Express application. */
export function createApp(dependencies: ApiDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  // Behind a proxy of the same network, its word on the protocol counts: cookies need to know of TLS.
  app.set('trust proxy', ['loopback', 'uniquelocal']);
  app.use(webhookReceiver(dependencies));
  app.use(healthRoutes(dependencies));
  app.use(metricsRoute(dependencies));
  app.use(codecServer(dependencies));
  app.use(temporalUiProxy(dependencies));
  app.use(signIn(dependencies));
  const description = openApiDocument(operations);
  app.get('/v1/openapi.json', (_request, response) => {
    response.json(description);
  });
  app.use(operationsRouter(operations, dependencies));
  app.get('/', (_request, response) => {
    response.redirect('/dashboard');
  });
  app.use(answerNotFound);
  app.use(answerErrors(dependencies.logger));
  return app;
}
