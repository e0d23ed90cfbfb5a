import express, { type Router } from 'express';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies } from './api-dependencies';
import { closeSession, hasSession, openSession, sameToken } from './authentication';
import { overviewPage, signInPage } from './dashboard-pages';

/** Only paths of our own: a link must not lead a signed-in operator elsewhere. */
const ownPath = (next: unknown): string =>
  typeof next === 'string' && /^\/[\w\-./%?=&+#~:,]*$/.test(next) && !next.startsWith('//')
    ? next
    : '/dashboard';

const webUiPath = ({ temporalUiUrl, temporalNamespace }: ApiDependencies): string | null =>
  temporalUiUrl === undefined
    ? null
    : `/temporal/namespaces/${encodeURIComponent(temporalNamespace)}/workflows`;

/** `/dashboard`, and the exchange of the operator's token for a session cookie. */
export function signIn(dependencies: ApiDependencies): Router {
  const router = express.Router();
  router.use('/dashboard', (_request, response, next) => {
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    );
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.get('/dashboard', async (request, response) => {
    if (!hasSession(request, dependencies)) {
      response.type('html').send(signInPage(ownPath(request.query['next']), null));
      return;
    }
    const { runs } = await dependencies.store.runs.search({ limit: 50 });
    response.type('html').send(overviewPage(runs, webUiPath(dependencies)));
  });
  router.post(
    '/dashboard/session',
    express.urlencoded({ extended: false, limit: '4kb' }),
    (request, response) => {
      const { token, next } = (request.body ?? {}) as { token?: unknown; next?: unknown };
      if (typeof token !== 'string' || !sameToken(token, dependencies.adminToken)) {
        response
          .status(401)
          .type('html')
          .send(signInPage(ownPath(next), 'That is not the operator token (ADMIN_TOKEN).'));
        return;
      }
      openSession(request, response, dependencies);
      response.redirect(303, ownPath(next));
    },
  );
  router.post('/dashboard/sign-out', (request, response) => {
    if (!hasSession(request, dependencies)) throw new LeadwireError('unauthorized', 'Nobody is signed in');
    closeSession(response);
    response.redirect(303, '/dashboard');
  });
  return router;
}
