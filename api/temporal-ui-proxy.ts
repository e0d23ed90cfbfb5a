import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import express, { type Router } from 'express';
import type { ApiDependencies } from './api-dependencies';
import { hasSession, withoutSession } from './authentication';

/**
 * Shows the Temporal Web UI under /temporal. On one origin with us, its calls to /codec/decode carry
 * the operator's session, so runs are readable without any setting in the browser; and nobody sees
 * it who has not signed in.
 */
export function temporalUiProxy(dependencies: ApiDependencies): Router {
  const router = express.Router();
  const { temporalUiUrl, logger } = dependencies;
  router.use('/temporal', (request, response, next) => {
    if (temporalUiUrl === undefined) {
      next();
      return;
    }
    if (!hasSession(request, dependencies)) {
      response.redirect(`/dashboard?next=${encodeURIComponent(request.originalUrl)}`);
      return;
    }
    const target = new URL(temporalUiUrl);
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = { ...request.headers, host: target.host, cookie: withoutSession(request.get('cookie')) };
    const proxied = send(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.originalUrl,
        headers,
      },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    proxied.on('error', (error: Error) => {
      logger.warn({ reason: error.message }, 'the Temporal Web UI did not answer');
      if (!response.headersSent) response.status(502).send('The Temporal Web UI does not answer.');
      else response.destroy();
    });
    response.on('close', () => proxied.destroy());
    request.pipe(proxied);
  });
  return router;
}
