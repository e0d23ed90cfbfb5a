import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CacheType } from '../../cache/strategies';
import { locationId } from '../../domain/ids';
import { runCommandLine } from '../../main/commands/command-line';
import {
  adminToken,
  endOf,
  eventually,
  inboundMessage,
  operate,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';

interface TypeSummary {
  readonly type: string;
  readonly lookUps: number;
  readonly hits: number;
  readonly misses: number;
}

describe('/v1/cache', () => {
  const newLocation = (): string => `location-${randomUUID()}`;
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterAll(() => product.stop());

  async function ask(query = '') {
    const { status, body } = await operate(product, `/v1/cache${query}`);
    return { status, body, types: (body['types'] ?? []) as TypeSummary[] };
  }

  /** As soon as it was told to Postgres. */
  const typeOf = (location: string, type: string, fits: (summary: TypeSummary) => boolean) =>
    eventually(async () => {
      const { types } = await ask(`?locationId=${location}`);
      return types.find(one => one.type === type && fits(one));
    }, `the figures of ${type}`);

  async function answerFrom(location: string): Promise<void> {
    const { body } = await postWebhook(product, inboundMessage({ locationId: location }));
    await endOf(product, body.workflowId);
  }

  /** On a busy machine Redis may not answer within the time of one command. */
  const isStored = (type: CacheType, location: string, key: string) =>
    eventually(
      async () =>
        (await product.dependencies.cache.secondsLeft(type, locationId(location), key)) ?? undefined,
      'Redis has it',
    );

  async function store(type: CacheType, location: string, key: string, value: unknown): Promise<void> {
    await eventually(async () => {
      await product.dependencies.cache.set(type, locationId(location), key, value);
      return (await product.dependencies.cache.secondsLeft(type, locationId(location), key)) ?? undefined;
    }, 'Redis takes it');
  }

  test('tells hits from misses, for each location by itself', async () => {
    const [bay, lake] = [newLocation(), newLocation()];
    await answerFrom(bay);
    await typeOf(bay, 'webhook_response', ({ misses, hits }) => misses === 1 && hits === 0);
    await answerFrom(bay);
    const summary = await typeOf(bay, 'webhook_response', ({ hits }) => hits === 1);
    expect(summary).toMatchObject({ lookUps: 2, misses: 1, hitRate: 0.5 });
    const other = await ask(`?locationId=${lake}`);
    expect(other.types.every(({ lookUps }) => lookUps === 0)).toBe(true);
  });

  test('adds all locations up, and names those with look-ups', async () => {
    const lake = newLocation();
    const { cache } = product.dependencies;
    // More look-ups than any other test has made in these tables.
    for (let n = 0; n < 300; n += 1) cache.figures.count('coaching', locationId(lake), 'memory', 'hit', 1);
    const tenants = await eventually(async () => {
      const found = (await ask()).body['tenants'] as { locationId: string; hits: number; hitRate: number }[];
      return found.find(one => one.locationId === lake);
    }, 'the location among those with the most look-ups');
    expect(tenants).toMatchObject({ hits: 300, lookUps: 300, hitRate: 1 });
    expect((await ask(`?locationId=${lake}`)).body['tenants']).toEqual([]);
  });

  test('shows the process and the Redis behind it', async () => {
    const { body } = await ask();
    const processes = body['processes'] as Record<string, unknown>[];
    expect(processes[0]).toMatchObject({
      memory: { entries: expect.any(Number) as unknown },
      redis: { breaker: expect.stringMatching(/^(closed|open|half_open)$/) as unknown },
    });
    expect(body['redis']).toMatchObject({
      version: expect.stringMatching(/^\d/) as unknown,
      usedBytes: expect.any(Number) as unknown,
    });
  });

  test('is emptied for one location, in Redis and in memory', async () => {
    const [bay, lake] = [newLocation(), newLocation()];
    const { cache } = product.dependencies;
    const key = randomUUID();
    for (const location of [bay, lake]) await store('semantic', location, key, { intent: 'buy' });
    await store('coaching', bay, key, 'an advice');
    const { status, body } = await operate(product, `/v1/cache?locationId=${bay}&type=semantic`, {
      method: 'DELETE',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ locationId: bay, removed: 1 });
    expect(await cache.get('semantic', locationId(bay), key)).toBeNull();
    expect(await cache.secondsLeft('semantic', locationId(bay), key)).toBeNull();
    await isStored('semantic', lake, key);
    await isStored('coaching', bay, key);
    const removed = async (): Promise<unknown> =>
      (await operate(product, `/v1/cache?locationId=${bay}`, { method: 'DELETE' })).body['removed'];
    // All the types of the location.
    expect(await removed()).toBe(1);
    expect(await cache.get('coaching', locationId(bay), key)).toBeNull();
    expect(await removed()).toBe(0);
  });

  test('is shown and emptied from the command line', async () => {
    const [bay, lake] = [newLocation(), newLocation()];
    const [key, other] = [randomUUID(), randomUUID()];
    for (const one of [key, other]) await store('semantic', lake, one, { intent: 'buy' });
    const printed: string[] = [];
    const context = {
      environment: { LEADWIRE_API_URL: product.url, ADMIN_TOKEN: adminToken },
      print: (line: string) => void printed.push(line),
      printError: (line: string) => void printed.push(line),
    };
    expect(await runCommandLine(['cache', '--days', '1'], context)).toBe(0);
    expect(printed.join('\n')).toMatch(/^webhook_response +all +\d+/m);
    printed.length = 0;
    expect(await runCommandLine(['cache', '--location', bay, '--json'], context)).toBe(0);
    expect(JSON.parse(printed.join(''))).toMatchObject({ locationId: bay });
    printed.length = 0;
    const clear = ['cache', 'clear', '--location', lake, '--type', 'semantic'];
    expect(await runCommandLine(clear, context)).toBe(0);
    expect(printed).toEqual([`${lake}: 2 entries removed`]);
    expect(await product.dependencies.cache.get('semantic', locationId(lake), key)).toBeNull();
    printed.length = 0;
    expect(await runCommandLine([...clear.slice(0, -1), 'nonsense'], context)).toBe(2);
  });

  test.each([
    ['GET', '?days=0'],
    ['GET', '?days=91'],
    ['GET', '?days=x'],
    ['GET', '?locationId='],
    ['DELETE', ''],
    ['DELETE', '?locationId='],
    ['DELETE', '?locationId=x&type=nonsense'],
  ])('%s refuses %j', async (method, query) => {
    expect(await operate(product, `/v1/cache${query}`, { method })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request' } },
    });
  });

  test.each(['GET', 'DELETE'])('%s is for operators only', async method => {
    const response = await fetch(`${product.url}/v1/cache?locationId=x`, { method });
    expect(response.status).toBe(401);
  });

  test('/metrics shows the same without a token, and names no location', async () => {
    const bay = newLocation();
    for (let lead = 1; lead <= 2; lead += 1) await answerFrom(bay);
    const response = await fetch(`${product.url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    expect(text).toMatch(
      /^leadwire_cache_requests_total\{type="webhook_response",tier="\w+",outcome="hit"\} [1-9]/m,
    );
    expect(text).toMatch(
      /^leadwire_redis_command_duration_seconds_count\{command="get",outcome="ok"\} [1-9]/m,
    );
    expect(text).toMatch(/^leadwire_cache_requests_total\{type="\w+",tier="memory",outcome="write"\} [1-9]/m);
    expect(text).toMatch(/^leadwire_redis_used_bytes [1-9]/m);
    expect(text).toMatch(/^leadwire_redis_evicted_keys_total \d/m);
    expect(text).not.toContain(bay);
    expect(text).not.toContain('location-');
  });
});

describe('/v1/cache while Redis is away', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ environment: { REDIS_URL: 'redis://127.0.0.1:1' } });
  }, 60_000);
  afterAll(() => product.stop());

  test('says so, and shows the rest', async () => {
    const { status, body } = await operate(product, '/v1/cache');
    expect(status).toBe(200);
    expect(body['redis']).toBeNull();
    expect(body['types']).not.toHaveLength(0);
  });

  test('removes nothing silently', async () => {
    const { status, body } = await operate(product, '/v1/cache?locationId=x', { method: 'DELETE' });
    expect(status).toBe(429);
    expect(body['error']).toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('the metrics say that no connection stands', async () => {
    const text = await (await fetch(`${product.url}/metrics`)).text();
    expect(text).toContain('leadwire_redis_connections{state="ready"} 0');
  });
});
