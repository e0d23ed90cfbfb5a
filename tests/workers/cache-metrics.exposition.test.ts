import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCacheFigures, type RedisState } from '../../cache/cache-figures';
import type { RedisMemory } from '../../cache/redis-memory';
import { locationId } from '../../domain/ids';
import { createLogger } from '../../runtime/logger';
import { createMetrics } from '../../runtime/metrics';
import { registerCacheMetrics } from '../../workers/cache-metrics';
import { startMetricsServer, type MetricsServer } from '../../workers/metrics-server';

const memory = { entries: 7, bytes: 700, evictions: 3, limitEntries: 10, limitBytes: 1_000 };
const redis: RedisState = {
  ...{ connections: 12, ready: 10, commandsInFlight: 4, breaker: 'half_open' },
  ...{ timeouts: 2, errors: 1 },
};
const server: RedisMemory = {
  ...{ version: '7.0', usedBytes: 900, limitBytes: 1_000, policy: 'allkeys-lru', keys: 30 },
  ...{ evictedKeys: 5, expiredKeys: 6 },
};

function metricsOfCache(askServer: () => Promise<RedisMemory | null> = async () => server) {
  const metrics = createMetrics();
  const figures = createCacheFigures(
    () => memory,
    () => redis,
  );
  return { metrics, figures, onCommand: registerCacheMetrics(metrics.registry, figures, askServer) };
}

const lineOf = (text: string, start: string): string | undefined =>
  text.split('\n').find(line => line.startsWith(start));

describe('the metrics of the cache', () => {
  test('count by type, tier and outcome, each time as it is now', async () => {
    const { metrics, figures } = metricsOfCache();
    const name = 'leadwire_cache_requests_total{type="semantic",tier="redis",outcome="hit"}';
    expect(lineOf(await metrics.text(), name)).toBeUndefined();
    figures.count('semantic', locationId('bay'), 'redis', 'hit', 10);
    figures.count('semantic', locationId('lake'), 'redis', 'hit', 20);
    expect(lineOf(await metrics.text(), name)).toBe(`${name} 2`);
    figures.take();
    figures.count('semantic', locationId('bay'), 'redis', 'hit', 10);
    const text = await metrics.text();
    expect(lineOf(text, name)).toBe(`${name} 3`);
    expect(lineOf(text, 'leadwire_cache_bytes_total{type="semantic"')).toMatch(/ 40$/);
  });

  test('name no location', async () => {
    const { metrics, figures } = metricsOfCache();
    figures.count('semantic', locationId('bay-secret'), 'redis', 'hit', 10);
    expect(await metrics.text()).not.toMatch(/bay-secret|tenant|location/);
  });

  test('show memory, connections and the breaker', async () => {
    const text = await metricsOfCache().metrics.text();
    for (const line of [
      'leadwire_cache_memory_entries 7',
      'leadwire_cache_memory_bytes 700',
      'leadwire_cache_memory_limit_entries 10',
      'leadwire_cache_memory_limit_bytes 1000',
      'leadwire_cache_memory_evictions_total 3',
      'leadwire_redis_connections{state="ready"} 10',
      'leadwire_redis_connections{state="connecting"} 2',
      'leadwire_redis_commands_in_flight 4',
      'leadwire_redis_breaker_state{state="half_open"} 1',
      'leadwire_redis_breaker_state{state="closed"} 0',
      'leadwire_redis_timeouts_total 2',
      'leadwire_redis_errors_total 1',
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('show how full Redis is and what it had to let go, asked once for each scrape', async () => {
    let asked = 0;
    const { metrics } = metricsOfCache(async () => {
      asked += 1;
      return server;
    });
    for (let scrape = 1; scrape <= 2; scrape += 1) {
      const lines = (await metrics.text()).split('\n');
      for (const line of [
        'leadwire_redis_used_bytes 900',
        'leadwire_redis_limit_bytes 1000',
        'leadwire_redis_keys 30',
        'leadwire_redis_evicted_keys_total 5',
        'leadwire_redis_expired_keys_total 6',
      ])
        expect(lines).toContain(line);
      expect(asked).toBe(scrape);
    }
  });

  test('show none of that while Redis does not say, and the rest all the same', async () => {
    let answer: RedisMemory | null = server;
    const { metrics } = metricsOfCache(async () => answer);
    expect(await metrics.text()).toMatch(/^leadwire_redis_used_bytes /m);
    answer = null;
    const text = await metrics.text();
    expect(text).not.toMatch(/^leadwire_redis_(used_bytes|evicted_keys_total)/m);
    expect(text).toContain('leadwire_redis_errors_total 1');
    answer = { ...server, limitBytes: null };
    expect(await metrics.text()).toMatch(/^leadwire_redis_limit_bytes 0$/m);
  });

  test('sort commands by how long they took, from a tenth of a millisecond to five seconds', async () => {
    const { metrics, onCommand } = metricsOfCache();
    onCommand('get', 0.0002, 'ok');
    onCommand('get', 4, 'timeout');
    const text = await metrics.text();
    const bucket = (le: string, outcome: string): string | undefined =>
      lineOf(
        text,
        `leadwire_redis_command_duration_seconds_bucket{le="${le}",command="get",outcome="${outcome}"}`,
      );
    expect(bucket('0.0001', 'ok')).toMatch(/ 0$/);
    expect(bucket('0.00025', 'ok')).toMatch(/ 1$/);
    expect(bucket('1', 'timeout')).toMatch(/ 0$/);
    expect(bucket('5', 'timeout')).toMatch(/ 1$/);
  });

  test("come with Node's own", async () => {
    const text = await metricsOfCache().metrics.text();
    for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'])
      expect(lineOf(text, `${name} `)).toBeDefined();
  });
});

describe('the metrics of a process without an API', () => {
  let server: MetricsServer;
  let url: string;
  beforeAll(async () => {
    const { metrics } = metricsOfCache();
    server = await startMetricsServer(
      metrics,
      { host: '127.0.0.1', port: 0 },
      createLogger('test', 'silent'),
    );
    url = `http://127.0.0.1:${server.port}`;
  });
  afterAll(() => server.close());

  test('are served in the form that Prometheus reads', async () => {
    const response = await fetch(`${url}/metrics?x=1`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toContain('# TYPE leadwire_cache_requests_total counter');
  });

  test('are all that is served', async () => {
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/v1/cache`)).status).toBe(404);
  });

  test('refuse to start on a port that is taken', async () => {
    const again = startMetricsServer(
      createMetrics(),
      { host: '127.0.0.1', port: server.port },
      createLogger('test', 'silent'),
    );
    await expect(again).rejects.toThrow('EADDRINUSE');
  });
});
