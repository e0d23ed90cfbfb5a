import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adminToken, operate, startProduct, type Product } from '../support/product';

describe('/v1/tenants/{locationId}', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ createTenantsOnFirstSight: false })), 60_000);
  afterAll(() => product.stop());

  const put = (locationId: string, json: unknown) =>
    operate(product, `/v1/tenants/${encodeURIComponent(locationId)}`, { method: 'PUT', json });
  const get = (locationId: string) => operate(product, `/v1/tenants/${encodeURIComponent(locationId)}`);
  const tokenOf = (locationId: string) => product.dependencies.store.tenants.ghlToken(locationId as never);

  test('PUT with a name and a token sets a location up, with a default for everything else', async () => {
    const locationId = randomUUID();
    const answer = await put(locationId, { name: 'Harbour Homes', ghlToken: 'a-secret-token' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        locationId,
        version: 1,
        hasGhlToken: true,
        configuration: {
          name: 'Harbour Homes',
          mode: 'live',
          timeZone: 'America/New_York',
          maxAnswerAgeHours: 24,
        },
      },
    });
    expect(await get(locationId)).toEqual(answer);
  });

  test('models that were not chosen are shown beside the settings, and are not chosen by writing those back', async () => {
    const locationId = randomUUID();
    const { body } = await put(locationId, { name: 'Homes', models: { reply: 'claude-opus-5-5' } });
    expect(body).toMatchObject({
      configuration: { models: { analysis: null, reply: 'claude-opus-5-5' } },
      models: { analysis: expect.stringMatching(/^claude-haiku-/) as unknown, reply: 'claude-opus-5-5' },
    });
    const again = await put(locationId, body['configuration']);
    expect(again.body).toMatchObject({ configuration: body['configuration'], models: body['models'] });
  });

  test('the token is never shown, and kept when a later PUT leaves it out', async () => {
    const locationId = randomUUID();
    const first = await put(locationId, { name: 'Homes', ghlToken: 'a-secret-token' });
    const second = await put(locationId, { name: 'Homes and Gardens' });
    const seen = JSON.stringify([first, second, await get(locationId)]);
    expect(seen).not.toContain('a-secret-token');
    expect(second.body).toMatchObject({ hasGhlToken: true, version: 2 });
    expect(await tokenOf(locationId)).toBe('a-secret-token');
    await put(locationId, { name: 'Homes', ghlToken: 'another-token' });
    expect(await tokenOf(locationId)).toBe('another-token');
  });

  test('PUT replaces the settings: what is left out goes back to its default, and the version grows', async () => {
    const locationId = randomUUID();
    expect(
      await put(locationId, { name: 'Homes', smsMaxCharacters: 160, voice: { facts: ['Open on Sundays'] } }),
    ).toMatchObject({
      body: { version: 1, hasGhlToken: false, configuration: { smsMaxCharacters: 160 } },
    });
    const changed = await put(locationId, { name: 'Homes', timeZone: 'America/Los_Angeles' });
    expect(changed.body).toMatchObject({
      version: 2,
      configuration: { smsMaxCharacters: 320, timeZone: 'America/Los_Angeles', voice: { facts: [] } },
    });
  });

  test('what GET shows can be given to PUT again', async () => {
    const locationId = randomUUID();
    await put(locationId, {
      name: 'Homes',
      customFields: { score: 'field-1' },
      requiredTags: ['Needs Qualifying'],
    });
    const { configuration } = (await get(locationId)).body;
    expect((await put(locationId, configuration)).body['configuration']).toEqual(configuration);
  });

  test('an id may hold any character of a URL', async () => {
    const locationId = `a/b c?d%${randomUUID()}`;
    expect(await put(locationId, { name: 'Homes' })).toMatchObject({ status: 200, body: { locationId } });
    expect((await get(locationId)).status).toBe(200);
  });

  test.each<[string, unknown, RegExp]>([
    ['a setting that does not exist is named', { name: 'H', timezone: 'UTC' }, /^body.*timezone/],
    ['one level down, too', { name: 'H', voice: { accent: 'x' } }, /^body "voice".*accent/],
    ['a missing name is named', { ghlToken: 't' }, /^body "name"/],
    ['an empty name is named', { name: ' ' }, /^body "name"/],
    ['a wrong type is named', { name: 'H', maxAnswerAgeHours: 'a day' }, /^body "maxAnswerAgeHours"/],
    [
      'a time zone that does not exist',
      { name: 'H', timeZone: 'Mars/Base' },
      /^body "timeZone": must be an IANA time zone/,
    ],
    [
      'a webhook address that is none',
      { name: 'H', notifications: { webhookUrl: 'ftp://x' } },
      /^body "notifications.webhookUrl"/,
    ],
    ['an empty token', { name: 'H', ghlToken: '' }, /^body "ghlToken"/],
    ['an array', [], /^body: /],
    ['text that Postgres cannot hold', { name: 'a\0b' }, /NUL/],
    ['half a character', { name: 'a\ud83d' }, /surrogate/],
  ])('PUT is refused in a sentence: %s', async (_name, json, message) => {
    const locationId = randomUUID();
    const answer = await put(locationId, json);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
    expect((answer.body['error'] as { message: string }).message).toMatch(message);
    expect((await get(locationId)).status).toBe(404);
  });

  test('a body that is no JSON, and none at all, are refused', async () => {
    const path = `/v1/tenants/${randomUUID()}`;
    expect(await operate(product, path, { method: 'PUT', body: '{"name"' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_json' } },
    });
    expect(await operate(product, path, { method: 'PUT' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request' } },
    });
  });

  test('a body that is too large is refused with the limit of this route', async () => {
    const answer = await put(randomUUID(), { name: 'H', voice: { tone: 'x'.repeat(300 * 1024) } });
    expect(answer).toMatchObject({
      status: 413,
      body: { error: { code: 'payload_too_large', message: 'The body is larger than 256 KiB' } },
    });
  });

  test('GET of a location that was never set up is 404 and says which', async () => {
    const answer = await get('nowhere');
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', message: 'Location nowhere was never set up' } },
    });
  });
});

describe('who may use /v1', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ createTenantsOnFirstSight: false })), 60_000);
  afterAll(() => product.stop());

  test.each<[string, Record<string, string>]>([
    ['without a token', {}],
    ['with a wrong token', { authorization: 'Bearer wrong' }],
    ['with an empty token', { authorization: 'Bearer ' }],
    ['with the token and one letter more', { authorization: `Bearer ${adminToken}x` }],
    [
      'with basic authentication',
      { authorization: `Basic ${Buffer.from(`a:${adminToken}`).toString('base64')}` },
    ],
    ['with the token but no scheme', { authorization: adminToken }],
    ['with a cookie that was made up', { cookie: 'leadwire_session=9999999999999.abc' }],
  ])('nobody %s', async (_name, headers) => {
    for (const [method, path] of [
      ['GET', '/v1/runs'],
      ['GET', '/v1/runs/run_1'],
      ['GET', '/v1/tenants/x'],
      ['PUT', '/v1/tenants/x'],
    ]) {
      const response = await fetch(`${product.url}${path ?? ''}`, { method: method ?? 'GET', headers });
      expect({ path, status: response.status }).toEqual({ path, status: 401 });
      expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
    }
  });

  test('a path that does not exist is 404, in the form of every error', async () => {
    expect(await operate(product, '/v1/nothing')).toEqual({
      status: 404,
      body: { error: { code: 'not_found', message: 'There is nothing at GET /v1/nothing' } },
    });
  });

  test.each(['/v1/tenants/%00', '/v1/runs/%00', '/v1/runs?locationId=%00', '/v1/runs/%E0%A4%A'])(
    'a path that no database can look up is refused: %s',
    async path => {
      expect(await operate(product, path)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_request' } },
      });
    },
  );
});
