import { describe, expect, it } from '@jest/globals';
import { memoryFaults, memoryFiguresOf, type MemorySample } from '../../bench/cache-memory';
import { isPayloadOf, payloadFor, payloadSizes } from '../../bench/cache-payloads';
import { cacheBenchLines, cacheBenchMarkdown, type CacheBenchFigures } from '../../bench/cache-report';
import { cacheBenchFaults, readCacheBenchOptions } from '../../bench/cache-suite';
import { parseRow } from '../../bench/redis-benchmark';
import { meetsTargets } from '../../bench/redis-commands';

const megabyte = 1024 * 1024;
const times = { p50: 10, p95: 20.5, p99: 300 };
const sample = (keys: number, heapMegabytes: number, rssMegabytes = 100): MemorySample => ({
  ...{ keys, heapUsed: heapMegabytes * megabyte, rss: rssMegabytes * megabyte, external: 0 },
  ...{ entries: 10_000, bytes: 1, evictions: keys - 10_000, wrong: 0 },
});
const flat = Array.from({ length: 50 }, (_, n) => sample((n + 1) * 20_000, n < 5 ? n * 4 : 20));

const tier = { tier: 'memory', lookUps: 10, hits: 9, hitRate: 0.9, bytesRead: 1, writes: 1, bytesWritten: 1 };
const figures: CacheBenchFigures = {
  suite: 'cache',
  conditions: {
    ...{ parts: ['tiers'], cores: 2, cpu: 'a CPU', node: '20.19.0', platform: 'linux x64', redis: '6.2.9' },
    measuredAt: '2026-01-02T03:04:05.000Z',
  },
  tiers: {
    rows: [
      { contender: 'leadwire', bytes: 1_000, operation: 'redis get', samples: 100, wrong: 0, ...times },
      { contender: 'ioredis', bytes: 10_000, operation: 'redis get', samples: 100, wrong: 0, ...times },
    ],
    flows: [
      { contender: 'leadwire', operation: 'postgres get', samples: 100, wrong: 0, ...times },
      { contender: 'bentocache', operation: 'postgres get', samples: 100, wrong: 0, ...times },
      { contender: 'ioredis', operation: 'postgres alone', samples: 100, wrong: 0, ...times },
    ],
    redisBenchmark: {
      program: 'redis-benchmark',
      rows: [{ bytes: 1_000, callers: 1, average: 15, ...times }],
    },
    commands: [{ load: 'steady', commands: 100, average: 0.1, p99: 1, failed: 0 }],
  },
  memory: memoryFiguresOf(flat),
  stampedes: [{ processes: 3, callers: 1_000, keys: 20, loads: 20, mostLoadsOfOneKey: 1, wrong: 0 }],
  traffic: {
    ...{
      leads: 96,
      messages: 500,
      answered: 490,
      bySource: { cache: 300, claude: 190 },
      responseHitRate: 0.61,
    },
    ...{ distinctKeys: 200, wrongHits: [], claudeCalls: 400, costUsd: 0.5 },
    ...{ processes: 3, leadsAtOnce: 6, leadsPerDialogue: 8 },
    flows: { lookUps: 400, hits: 396, hitRate: 0.99 },
    types: [
      {
        ...{
          type: 'qualification_flow',
          lookUps: 10,
          hits: 9,
          misses: 1,
          hitRate: 0.9,
          loads: 1,
          sharedLoads: 0,
        },
        tiers: [{ ...tier, corrupt: 0, errors: 0 }],
      },
    ],
  },
};

describe('the options of the cache benchmark', () => {
  it('are every part over a million keys unless told otherwise', () => {
    expect(readCacheBenchOptions([])).toEqual({
      parts: ['tiers', 'memory', 'stampede', 'traffic'],
      ...{ rounds: 10, samples: 200, keys: 1_000_000, processes: 3, leads: 8, leadsAtOnce: 6 },
    });
  });

  it('take the parts that are named, in their own order', () => {
    expect(readCacheBenchOptions(['--part', 'traffic', '--part', 'tiers']).parts).toEqual([
      'tiers',
      'traffic',
    ]);
  });

  it.each([['--part', 'everything'], ['--rounds', '0'], ['--keys', '10'], ['--processes', '9'], ['--what']])(
    'refuse %s %s',
    (...args) => {
      expect(() => readCacheBenchOptions(args)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );
});

describe('the payloads of the cache benchmark', () => {
  it.each(payloadSizes)('are about as large as they should be: %d bytes', bytes => {
    const { length } = JSON.stringify(payloadFor('a key', bytes));
    expect(Math.abs(length - bytes)).toBeLessThan(30);
  });

  it('are the same for the same key, and say whose they are', () => {
    expect(payloadFor('a', 1_000)).toEqual(payloadFor('a', 1_000));
    expect(payloadFor('a', 1_000).reply).not.toBe(payloadFor('b', 1_000).reply);
    expect(isPayloadOf('a', payloadFor('a', 100))).toBe(true);
    for (const wrong of [payloadFor('b', 100), null, undefined, 'a'])
      expect(isPayloadOf('a', wrong)).toBe(false);
  });
});

describe("redis-benchmark's own figures", () => {
  const csv = [
    '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"',
    '"SET","50000.00","0.021","0.008","0.015","0.023","0.111","0.471"',
    '"GET","60606.06","0.017","0.008","0.015","0.031","0.063","0.215"',
  ].join('\n');

  it('are read from its table, in microseconds', () => {
    expect(parseRow(csv)).toEqual({ average: 17, p50: 15, p95: 31, p99: 63 });
  });

  it.each([
    '',
    'Could not connect',
    csv.split('\n').slice(0, 2).join('\n'),
    csv.split('\n').slice(1).join('\n'),
  ])('are none where it failed or is too old to tell', text => {
    expect(parseRow(text)).toBeUndefined();
  });
});

describe('memory over many keys', () => {
  it('is flat where nothing grows after the warm-up', () => {
    const found = memoryFiguresOf(flat);
    expect(found.heap).toEqual({ first: 20 * megabyte, last: 20 * megabyte });
    expect(found.warmUpKeys).toBe(220_000);
    expect(memoryFaults(found)).toEqual([]);
  });

  it('is a fault where the heap grows with the keys', () => {
    const growing = Array.from({ length: 50 }, (_, n) => sample((n + 1) * 20_000, 20 + n));
    expect(memoryFaults(memoryFiguresOf(growing))).toEqual([expect.stringContaining('the heap grew')]);
  });

  it('is a fault where only the process grows', () => {
    const growing = Array.from({ length: 50 }, (_, n) => sample((n + 1) * 20_000, 20, 100 + 4 * n));
    expect(memoryFaults(memoryFiguresOf(growing))).toEqual([expect.stringContaining('the process grew')]);
  });

  it('is a fault where a look-up found what was never written', () => {
    expect(memoryFaults(memoryFiguresOf([...flat, { ...sample(1_020_000, 20), wrong: 1 }]))).toHaveLength(1);
  });
});

describe('the targets for Redis commands', () => {
  const steady = { load: 'steady', commands: 10, average: 0.5, p99: 3, failed: 0 } as const;

  it('are 1 ms on average and 5 ms at p99, and nothing failed', () => {
    expect(meetsTargets(steady)).toBe(true);
    for (const worse of [{ average: 1 }, { p99: 5 }, { failed: 1 }])
      expect(meetsTargets({ ...steady, ...worse })).toBe(false);
  });

  it('are not meant for a process that does nothing else', () => {
    expect(meetsTargets({ ...steady, load: 'saturated', p99: 50 })).toBe(true);
  });
});

describe('the report of the cache benchmark', () => {
  it('shows contenders side by side, with the limit below', () => {
    const text = cacheBenchLines(figures).join('\n');
    expect(text).toMatch(/^leadwire +10\.0 +20\.5 +300 +- /m);
    expect(text).toMatch(/^redis-benchmark +10\.0/m);
    expect(text).toMatch(/^postgres get, leadwire +10\.0 +20\.5 +300$/m);
    expect(text).toMatch(/^postgres get, bentocache +10\.0/m);
    expect(text).toMatch(/^postgres alone +10\.0/m);
    expect(text).toContain('396 of 400 look-ups from memory or Redis, 99.0 % (target 95.0 %: met)');
  });

  it('is made of Markdown tables with as many cells in each row', () => {
    const tables = cacheBenchMarkdown(figures).split('\n\n');
    const rows = tables.map(block => block.split('\n').filter(line => line.startsWith('|')));
    const found = rows.filter(table => table.length > 0);
    expect(found.length).toBeGreaterThan(5);
    for (const table of found) expect(new Set(table.map(row => row.split('|').length)).size).toBe(1);
  });

  it('says whose memory is bounded by what', () => {
    const text = cacheBenchMarkdown(figures);
    expect(text).toContain('leadwire: 10,000 entries and 64 MB');
    expect(text).toContain('layered-loader and cacheable: 10,000 entries, for they know no limit of bytes');
  });

  it('shows the parts that were measured', () => {
    const { suite, conditions, stampedes } = figures;
    const text = cacheBenchLines({ suite, conditions, ...(stampedes && { stampedes }) }).join('\n');
    expect(text).toContain('stampede');
    expect(text).not.toContain('redis get');
  });

  it('says why redis-benchmark was not run', () => {
    const { tiers } = figures;
    if (!tiers) throw new Error('there are tiers above');
    const without = { ...figures, tiers: { ...tiers, redisBenchmark: { skipped: 'there is none' } } };
    expect(cacheBenchLines(without).join('\n')).toContain('redis-benchmark was not run: there is none.');
  });

  it('calls wrong hits and more loads than keys faults', () => {
    expect(cacheBenchFaults(figures)).toEqual([]);
    const { tiers, traffic, stampedes } = figures;
    if (!tiers || !traffic || !stampedes) throw new Error('they are all above');
    const bad: CacheBenchFigures = {
      ...figures,
      tiers: {
        ...tiers,
        rows: tiers.rows.map(row => ({ ...row, wrong: 1 })),
        flows: tiers.flows.map(row => ({ ...row, wrong: 1 })),
      },
      stampedes: stampedes.map(one => ({ ...one, loads: 21 })),
      traffic: { ...traffic, wrongHits: ['a dialogue: it asks again'] },
    };
    // Wrong hits of other libraries are their own.
    expect(cacheBenchFaults(bad)).toHaveLength(4);
  });

  it('calls every target that was missed a fault', () => {
    const { tiers, traffic } = figures;
    if (!tiers || !traffic) throw new Error('they are above');
    const commands = [
      { load: 'sequential', commands: 100, average: 1.2, p99: 3, failed: 0 },
      { load: 'steady', commands: 100, average: 0.2, p99: 7, failed: 0 },
      { load: 'saturated', commands: 100, average: 3, p99: 70, failed: 0 },
    ] as const;
    const flows = { lookUps: 400, hits: 376, hitRate: 0.94 };
    expect(
      cacheBenchFaults({ ...figures, tiers: { ...tiers, commands }, traffic: { ...traffic, flows } }),
    ).toEqual([
      expect.stringContaining('Redis commands, sequential: 1.2 ms on average'),
      expect.stringContaining('Redis commands, steady: 0.2 ms on average and 7 ms at p99'),
      'qualification flows: 94.0 % from memory or Redis, not 95.0 %',
    ]);
    const unseen = { ...traffic, flows: { lookUps: 0, hits: 0, hitRate: null } };
    expect(cacheBenchFaults({ ...figures, traffic: unseen })).toHaveLength(1);
  });
});
