import type { ActivityDependencies } from '../activities/dependencies';
import { createAnnouncements } from '../cache/announcements';
import { createCache } from '../cache/cache';
import { createFlowCache } from '../cache/flow-cache';
import { parseRedisMemory, type RedisMemory } from '../cache/redis-memory';
import { connectSubscriber } from '../cache/redis';
import { openRedisPool } from '../cache/redis-pool';
import { withoutAnswers } from '../cache/without-answers';
import { createClaude } from '../claude/claude-client';
import { locationId } from '../domain/ids';
import { createGhlClient } from '../ghl/ghl-client';
import { systemClock } from '../runtime/clock';
import type { Configuration } from '../runtime/configuration';
import { defaults } from '../runtime/defaults';
import type { Cipher } from '../runtime/encryption';
import { LeadwireError } from '../runtime/errors';
import type { Logger } from '../runtime/logger';
import { createMetrics, type Metrics } from '../runtime/metrics';
import { openStore, type Store } from '../store/store';
import { registerCacheMetrics } from './cache-metrics';
import { startCacheReports } from './cache-reports';
import { registerClaudeMetrics } from './claude-metrics';

export interface OpenDependencies extends ActivityDependencies {
  /** True while Redis answers. */
  pingRedis(): Promise<boolean>;
  /** How full Redis is; null while it does not answer. */
  readonly cacheServer: () => Promise<RedisMemory | null>;
  /** Of this process, for Prometheus. */
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/**
 * Connects everything a process works with. Nothing here waits for Redis; Postgres is asked when first used.
 * @throws LeadwireError `configuration_invalid`, naming the variable that a process cannot do without
 */
export function openDependencies(
  configuration: Configuration,
  cipher: Cipher,
  logger: Logger,
): OpenDependencies {
  const { databaseUrl, redisUrl, anthropic, ghl, answerCaches } = configuration;
  if (databaseUrl === undefined)
    throw new LeadwireError('configuration_invalid', 'DATABASE_URL: set the address of Postgres');
  if (redisUrl === undefined)
    throw new LeadwireError('configuration_invalid', 'REDIS_URL: set the address of Redis');
  if (anthropic.apiKey === undefined)
    throw new LeadwireError('configuration_invalid', 'ANTHROPIC_API_KEY: set the key of the Claude API');
  const store = openStore(databaseUrl, cipher, logger);
  const redis = openRedisPool(redisUrl, logger);
  const openSubscriber = () => connectSubscriber(redisUrl);
  const announcements = createAnnouncements(redis, openSubscriber);
  const cache = createCache({ pool: redis, openSubscriber });
  const flows = createFlowCache({ cache, source: store.flows, clock: systemClock, logger });
  const metrics = createMetrics();
  const claude = createClaude({
    apiKey: anthropic.apiKey,
    baseUrl: anthropic.baseUrl,
    timeoutMs: defaults.claude.timeoutMs,
    logger,
  });
  registerClaudeMetrics(metrics.registry, claude);
  const cacheServer = () =>
    redis.run('info', connection => connection.redis.info()).then(parseRedisMemory, () => null);
  redis.onCommand(registerCacheMetrics(metrics.registry, cache.figures, cacheServer));
  const cacheReports = startCacheReports({
    figures: cache.figures,
    repository: store.cacheFigures,
    name: String(logger.bindings()['component'] ?? 'unknown'),
    clock: systemClock,
    logger,
  });
  return {
    store,
    cache: answerCaches ? cache : withoutAnswers(cache),
    answerCaches,
    flows,
    announcements,
    claude,
    ghl: createGhlClient({
      baseUrl: ghl.baseUrl,
      timeoutMs: defaults.ghl.timeoutMs,
      tokenFor: location => tokenOf(store, location, configuration.createTenantsOnFirstSight),
      logger,
    }),
    clock: systemClock,
    logger,
    createTenantsOnFirstSight: configuration.createTenantsOnFirstSight,
    pingRedis: () => redis.ping(),
    cacheServer,
    metrics,
    async close() {
      announcements.close();
      flows.close();
      await cacheReports.close();
      cache.close();
      redis.close();
      await store.close();
    },
  };
}

/** Each location's own token. The simulator takes any, so there one is made up where none was set. */
async function tokenOf(store: Store, location: string, simulated: boolean): Promise<string> {
  const token = await store.tenants.ghlToken(locationId(location));
  if (token !== null) return token;
  if (simulated) return `simulated-${location}`;
  throw new LeadwireError(
    'ghl_unauthorized',
    `Location ${location} has no GHL token; PUT one to /v1/tenants/${location}`,
  );
}
