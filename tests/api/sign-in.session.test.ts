import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adminToken, startProduct, type Product } from '../support/product';

describe('the dashboard', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const signIn = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${product.url}/dashboard/session`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
      headers,
    });
  const cookieOf = (response: Response) => response.headers.getSetCookie()[0] ?? '';
  const valueOf = (cookie: string) => cookie.split(';')[0] ?? '';

  test('shows a stranger nothing but the form to sign in', async () => {
    const page = await (await fetch(`${product.url}/dashboard`)).text();
    expect(page).toContain('action="/dashboard/session"');
    expect(page).not.toContain('Newest runs');
  });

  test('exchanges the token for a cookie that scripts cannot read and other sites cannot send', async () => {
    const response = await signIn({ token: adminToken });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/dashboard');
    const cookie = cookieOf(response);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).not.toContain(adminToken);
    const page = await fetch(`${product.url}/dashboard`, { headers: { cookie: valueOf(cookie) } });
    expect(await page.text()).toContain('Newest runs');
  });

  test('gives a cookie for TLS only where the proxy speaks TLS', async () => {
    expect(cookieOf(await signIn({ token: adminToken }))).not.toMatch(/; Secure/);
    const behindProxy = await signIn({ token: adminToken }, { 'x-forwarded-proto': 'https' });
    expect(cookieOf(behindProxy)).toMatch(/; Secure/);
  });

  test('opens the operations API, too, and no longer after signing out', async () => {
    const cookie = valueOf(cookieOf(await signIn({ token: adminToken })));
    expect((await fetch(`${product.url}/v1/runs`, { headers: { cookie } })).status).toBe(200);
    const out = await fetch(`${product.url}/dashboard/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
    });
    expect(out.status).toBe(303);
    expect(cookieOf(out)).toMatch(/^leadwire_session=;/);
  });

  test.each([
    ['a wrong token', { token: 'wrong' }],
    ['an empty token', { token: '' }],
    ['no token', {}],
  ])('refuses %s with 401 and gives no cookie', async (_name, fields) => {
    const response = await signIn(fields);
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toContain('That is not the operator token');
  });

  test.each([
    ['changed', (value: string) => `${value.slice(0, -2)}AA`],
    ['made to last longer', (value: string) => value.replace(/=\d/, '=9')],
    ['without signature', (value: string) => value.replace(/\..*/, '.')],
    ['that is over', () => 'leadwire_session=1.abc'],
  ])('takes no cookie %s', async (_name, change) => {
    const cookie = change(valueOf(cookieOf(await signIn({ token: adminToken }))));
    expect((await fetch(`${product.url}/v1/runs`, { headers: { cookie } })).status).toBe(401);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/%0d%0aset-cookie:a=b\r\nx: y',
    'dashboard',
    '',
  ])('sends nobody elsewhere after signing in: %j', async next => {
    const response = await signIn({ token: adminToken, next });
    const target = new URL(response.headers.get('location') ?? '', product.url);
    expect(target.origin).toBe(new URL(product.url).origin);
    expect(target.pathname).toMatch(/^\/(dashboard$|%0d%0a)/i);
  });

  test('leads back to the page of ours that was asked for', async () => {
    const next = '/temporal/namespaces/default/workflows/webhook%2Fa%2Fb?tab=history';
    expect((await signIn({ token: adminToken, next })).headers.get('location')).toBe(next);
    const page = await (await fetch(`${product.url}/dashboard?next=${encodeURIComponent(next)}`)).text();
    expect(page).toContain(`value="${next}"`);
  });

  test('writes nothing of what it is given into the page as HTML', async () => {
    const next = '/"><script>alert(1)</script>';
    const page = await (await fetch(`${product.url}/dashboard?next=${encodeURIComponent(next)}`)).text();
    expect(page).not.toContain('<script>');
  });

  test('forbids scripts, frames and caching in every answer', async () => {
    const { headers } = await fetch(`${product.url}/dashboard`);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
