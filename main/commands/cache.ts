import { z } from 'zod';
import { notUnderstood, numberOption, parseArguments, refuseMore } from './arguments';
import type { Command, CommandContext } from './command';
import { openOperationsApi } from './operations-api';
import { textTable } from './text-table';

const usage = `npx leadwire cache [--location ID] [--days N] [--json]
npx leadwire cache clear --location ID [--type T]

  --location  of one location; without it of all together
  --days N    how far back, today included, 1 to 90 (default: 7)
  --type      coaching, semantic, qualification, webhook_response, qualification_flow or agent_context;
              all of them unless given
  --json      what the API answers, for programs`;

const options = {
  location: { type: 'string' },
  days: { type: 'string' },
  type: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const count = z.number();
const rate = z.number().nullable();

/** What `GET /v1/cache` answers, as far as people are shown it. */
export const cacheViewSchema = z.object({
  locationId: z.string().nullable(),
  since: z.string(),
  types: z.array(
    z.object({
      type: z.string(),
      lookUps: count,
      hits: count,
      misses: count,
      hitRate: rate,
      loads: count,
      sharedLoads: count,
      tiers: z.array(
        z.looseObject({
          tier: z.string(),
          lookUps: count,
          hits: count,
          hitRate: rate,
          bytesRead: count,
          writes: count,
          bytesWritten: count,
          corrupt: count,
          errors: count,
        }),
      ),
    }),
  ),
  tenants: z.array(z.object({ locationId: z.string(), lookUps: count, hits: count, hitRate: rate })),
  processes: z.array(
    z.looseObject({
      process: z.string(),
      name: z.string(),
      updatedAt: z.string(),
      memory: z.looseObject({ entries: count, bytes: count, evictions: count, limitBytes: count }),
      redis: z.looseObject({ connections: count, ready: count, breaker: z.string(), timeouts: count }),
    }),
  ),
  redis: z
    .looseObject({
      version: z.string(),
      usedBytes: count,
      limitBytes: count.nullable(),
      policy: z.string(),
      keys: count,
      evictedKeys: count,
    })
    .nullable(),
});

export type CacheView = z.infer<typeof cacheViewSchema>;

export const cacheCommand: Command = {
  name: 'cache',
  summary: 'shows how often the caches had the answer; cache clear empties them for a location',
  usage,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options);
    if (positionals[0] === 'clear') {
      refuseMore(positionals, 1);
      return clear(values.location, values.type, values.json, context);
    }
    refuseMore(positionals, 0);
    if (values.type !== undefined) throw notUnderstood('--type goes with cache clear');
    const days = numberOption('days', values.days, { fallback: 7, from: 1, to: 90 });
    const query = new URLSearchParams({ days: String(days) });
    if (values.location !== undefined) query.set('locationId', values.location);
    const view = await openOperationsApi(context.environment).get(
      `/v1/cache?${query.toString()}`,
      cacheViewSchema,
    );
    if (values.json) context.print(JSON.stringify(view, null, 2));
    else for (const line of cacheLines(view)) context.print(line);
    return 0;
  },
};

async function clear(
  location: string | undefined,
  type: string | undefined,
  json: boolean,
  { environment, print }: CommandContext,
): Promise<number> {
  if (location === undefined) throw notUnderstood('say whose: npx leadwire cache clear --location ID');
  const query = new URLSearchParams({ locationId: location });
  if (type !== undefined) query.set('type', type);
  const answer = await openOperationsApi(environment).delete(
    `/v1/cache?${query.toString()}`,
    z.object({ locationId: z.string(), removed: count }),
  );
  print(
    json
      ? JSON.stringify(answer)
      : `${location}: ${answer.removed} ${answer.removed === 1 ? 'entry' : 'entries'} removed`,
  );
  return 0;
}

/** Tables for people: types and tiers, then locations, processes and Redis. */
export function cacheLines(view: CacheView): string[] {
  const whose = view.locationId === null ? 'all locations' : `location ${view.locationId}`;
  return [
    `Since ${view.since}, ${whose}`,
    '',
    ...textTable(typeHeadings, view.types.flatMap(typeRows)),
    ...tenantLines(view),
    ...processLines(view),
    '',
    redisLine(view),
  ];
}

const typeHeadings = [
  ...[
    'TYPE',
    'TIER',
    'LOOK-UPS',
    'HITS',
    'HIT RATE',
    'READ',
    'WRITTEN',
    'CORRUPT',
    'ERRORS',
    'LOADS (SHARED)',
  ],
];

/** One row of the whole type, then one for each of its tiers. */
function typeRows({ type, tiers, ...of }: CacheView['types'][number]): string[][] {
  const total = (read: (tier: (typeof tiers)[number]) => number): number =>
    tiers.reduce((sum, tier) => sum + read(tier), 0);
  return [
    [
      ...[type, 'all', String(of.lookUps), String(of.hits), percent(of.hitRate)],
      ...[bytes(total(tier => tier.bytesRead)), bytes(total(tier => tier.bytesWritten))],
      ...[String(total(tier => tier.corrupt)), String(total(tier => tier.errors))],
      `${of.loads} (${of.sharedLoads})`,
    ],
    ...tiers.map(tier => [
      ...['', tier.tier, String(tier.lookUps), String(tier.hits), percent(tier.hitRate)],
      ...[bytes(tier.bytesRead), bytes(tier.bytesWritten), String(tier.corrupt), String(tier.errors), ''],
    ]),
  ];
}

function tenantLines({ tenants }: CacheView): string[] {
  if (tenants.length === 0) return [];
  const rows = tenants.map(({ locationId, lookUps, hits, hitRate }) => [
    ...[String(lookUps), String(hits), percent(hitRate), locationId || '(others)'],
  ]);
  return ['', ...textTable(['LOOK-UPS', 'HITS', 'HIT RATE', 'LOCATION'], rows)];
}

function processLines({ processes }: CacheView): string[] {
  const rows = processes.map(({ process, name, updatedAt, memory, redis }) => [
    name,
    `${memory.entries} (${bytes(memory.bytes)} of ${bytes(memory.limitBytes)})`,
    String(memory.evictions),
    `${redis.ready}/${redis.connections}`,
    redis.breaker,
    String(redis.timeouts),
    updatedAt.slice(0, 19).replace('T', ' '),
    process,
  ]);
  const headings = [
    ...['PROCESS', 'IN MEMORY', 'EVICTED', 'REDIS READY', 'BREAKER', 'TIME-OUTS', 'TOLD (UTC)', 'ID'],
  ];
  return ['', ...textTable(headings, rows)];
}

function redisLine({ redis }: CacheView): string {
  if (redis === null) return 'Redis does not answer';
  const limit = redis.limitBytes === null ? 'without a limit' : `of ${bytes(redis.limitBytes)}`;
  return (
    `Redis ${redis.version}: ${redis.keys} entries, ${bytes(redis.usedBytes)} ${limit} (${redis.policy}), ` +
    `${redis.evictedKeys} evicted`
  );
}

export const percent = (value: number | null): string =>
  value === null ? '-' : `${(value * 100).toFixed(1)} %`;

/** In the largest unit that leaves a whole number in front. */
export function bytes(value: number): string {
  if (value < 1_024) return `${value} B`;
  if (value < 1_024 ** 2) return `${(value / 1_024).toFixed(1)} KB`;
  if (value < 1_024 ** 3) return `${(value / 1_024 ** 2).toFixed(1)} MB`;
  return `${(value / 1_024 ** 3).toFixed(1)} GB`;
}
