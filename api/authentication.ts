import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies } from './api-dependencies';

const cookieName = 'leadwire_session';
const sessionHours = 12;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
export const sameToken = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));

/** A session is its own end time, signed: no table is needed, and a new ADMIN_TOKEN ends them all. */
const signature = (adminToken: string, expiresAt: number): string =>
  createHmac('sha256', adminToken).update(`session:${expiresAt}`).digest('base64url');

/** Gives the browser a session that scripts cannot read and other sites cannot use. */
export function openSession(
  request: Request,
  response: Response,
  { adminToken, clock }: ApiDependencies,
): void {
  const expiresAt = clock.now().getTime() + sessionHours * 60 * 60 * 1_000;
  response.cookie(cookieName, `${expiresAt}.${signature(adminToken, expiresAt)}`, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: '/',
    maxAge: sessionHours * 60 * 60 * 1_000,
  });
}

export function closeSession(response: Response): void {
  response.clearCookie(cookieName, { path: '/' });
}

export function hasSession(request: Request, { adminToken, clock }: ApiDependencies): boolean {
  const cookie = new RegExp(`(?:^|;\\s*)${cookieName}=(\\d+)\\.([\\w-]+)`).exec(request.get('cookie') ?? '');
  const expiresAt = Number(cookie?.[1] ?? 0);
  if (expiresAt < clock.now().getTime()) return false;
  return sameToken(cookie?.[2] ?? '', signature(adminToken, expiresAt));
}

/** Other cookies of the browser; ours is no business of whoever we pass a request on to. */
export function withoutSession(cookies: string | undefined): string {
  return (cookies ?? '')
    .split(/;\s*/)
    .filter(cookie => !cookie.startsWith(`${cookieName}=`))
    .join('; ');
}

/** Lets operators through: by bearer token, or by the session that the token was exchanged for. */
export function requireOperator(dependencies: ApiDependencies): RequestHandler {
  return (request, _response, next) => {
    const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const known =
      bearer === undefined ? hasSession(request, dependencies) : sameToken(bearer, dependencies.adminToken);
    if (!known)
      throw new LeadwireError(
        'unauthorized',
        'Send Authorization: Bearer with the ADMIN_TOKEN, or sign in at /dashboard',
      );
    next();
  };
}
