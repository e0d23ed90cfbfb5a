import { z } from 'zod';
import { strategies, type CacheType } from '../cache/strategies';
import { locationId } from '../domain/ids';
import { LeadwireError } from '../runtime/errors';
import type { CacheProcess } from '../store/cache-figures';
import { rateOf, summariseTypes, typeSummarySchema } from './cache-summary';
import { operation } from './operation';

const count = z.number();

/** What each process tells of itself, as `workers/cache-reports.ts` writes it. */
const processState = z.object({
  memory: z.object({
    entries: count,
    bytes: count,
    evictions: count,
    limitEntries: count,
    limitBytes: count,
  }),
  redis: z.object({
    connections: count,
    ready: count,
    commandsInFlight: count,
    breaker: z.enum(['closed', 'open', 'half_open']),
    timeouts: count,
    errors: count,
  }),
});

const processView = processState.extend({
  process: z.string(),
  name: z.string().describe('`api` or `worker`'),
  startedAt: z.string(),
  updatedAt: z.string().describe('processes tell their state every few seconds'),
});

const redisView = z.object({
  version: z.string(),
  usedBytes: count,
  limitBytes: count.nullable().describe('null: no limit is set'),
  policy: z.string().describe('what goes when memory is full'),
  keys: count,
  evictedKeys: count.describe('since Redis started: made room for others'),
  expiredKeys: count.describe('since Redis started'),
});

const mostTenants = 20;
const dayMs = 24 * 60 * 60 * 1_000;
const types = Object.keys(strategies) as [CacheType, ...CacheType[]];

export const getCache = operation({
  method: 'get',
  path: '/v1/cache',
  summary:
    'What the caches did, over all processes: hits and misses by type and tier, of all locations or of one.',
  parameters: z.object({}),
  query: z.object({
    locationId: z.string().min(1).max(200).optional(),
    days: z.coerce.number().int().min(1).max(90).default(7).describe('today included, in UTC'),
  }),
  result: z.object({
    locationId: z.string().nullable(),
    since: z.string().describe('the first day that is counted'),
    types: z.array(typeSummarySchema),
    tenants: z
      .array(z.object({ locationId: z.string(), lookUps: count, hits: count, hitRate: count.nullable() }))
      .describe('those with the most look-ups; empty where one location was asked for'),
    processes: z.array(processView),
    redis: redisView.nullable().describe('null: Redis does not answer'),
  }),
  async handle({ query }, { store, clock, cacheServer }) {
    const since = new Date(clock.now().getTime() - (query.days - 1) * dayMs).toISOString().slice(0, 10);
    const figures = store.cacheFigures;
    const [rows, tenants, processes, redis] = await Promise.all([
      figures.counts(since, query.locationId),
      query.locationId === undefined ? figures.tenants(since, mostTenants) : [],
      figures.processes(),
      cacheServer(),
    ]);
    return {
      locationId: query.locationId ?? null,
      since,
      types: summariseTypes(rows),
      tenants: tenants.map(({ locationId: id, hits, misses }) => ({
        ...{ locationId: id, lookUps: hits + misses, hits },
        hitRate: rateOf(hits, hits + misses),
      })),
      processes: processes.flatMap(viewOf),
      redis,
    };
  },
});

/** A process of another version of Leadwire may tell something else: it is left out. */
function viewOf({ process, name, startedAt, updatedAt, state }: CacheProcess): z.infer<typeof processView>[] {
  const { data } = processState.safeParse(state);
  if (!data) return [];
  return [{ ...data, process, name, startedAt: startedAt.toISOString(), updatedAt: updatedAt.toISOString() }];
}

export const clearCache = operation({
  method: 'delete',
  path: '/v1/cache',
  summary:
    "Removes a location's entries, of one type or of all, in Redis and in every process's memory. Replies " +
    '(webhook_response) are not put back by the nightly warming either.',
  parameters: z.object({}),
  query: z.object({
    locationId: z.string().min(1).max(200),
    type: z.enum(types).optional(),
  }),
  result: z.object({ locationId: z.string(), removed: count.describe('entries in Redis') }),
  async handle({ query }, { cache, store }) {
    const location = locationId(query.locationId);
    // First what the nightly warming would put back, so that it finds nothing any more.
    if (query.type === undefined || query.type === 'webhook_response')
      await store.situations.forgetAll(location);
    try {
      const removed = await cache.clear(location, query.type);
      return { locationId: query.locationId, removed };
    } catch (cause) {
      throw new LeadwireError('temporarily_unavailable', 'Redis does not answer; not all was removed', {
        cause,
      });
    }
  },
});
