import type { ActivityDependencies } from '../activities/dependencies';
import { createAnnouncements } from '../cache/announcements';
import { createCache } from '../cache/cache';
import { connectRedis, connectSubscriber } from '../cache/redis';
import { createClaude } from '../claude/claude-client';
import { locationId } from '../domain/ids';
import { createGhlClient } from '../ghl/ghl-client';
import { systemClock } from '../runtime/clock';
import type { Configuration } from '../runtime/configuration';
import { defaults } from '../runtime/defaults';
import type { Cipher } from '../runtime/encryption';
import { LeadwireError } from '../runtime/errors';
import type { Logger } from '../runtime/logger';
import { openStore, type Store } from '../store/store';

export interface OpenDependencies extends ActivityDependencies {
  /** True while Redis answers. */
  pingRedis(): Promise<boolean>;
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
  const { databaseUrl, redisUrl, anthropic, ghl } = configuration;
  if (databaseUrl === undefined)
    throw new LeadwireError('configuration_invalid', 'DATABASE_URL: set the address of Postgres');
  if (redisUrl === undefined)
    throw new LeadwireError('configuration_invalid', 'REDIS_URL: set the address of Redis');
  if (anthropic.apiKey === undefined)
    throw new LeadwireError('configuration_invalid', 'ANTHROPIC_API_KEY: set the key of the Claude API');
  const store = openStore(databaseUrl, cipher, logger);
  const redis = connectRedis(redisUrl, logger);
  const announcements = createAnnouncements(redis, () => connectSubscriber(redisUrl));
  return {
    store,
    cache: createCache(redis),
    announcements,
    claude: createClaude({
      apiKey: anthropic.apiKey,
      baseUrl: anthropic.baseUrl,
      timeoutMs: defaults.claude.timeoutMs,
      logger,
    }),
    ghl: createGhlClient({
      baseUrl: ghl.baseUrl,
      timeoutMs: defaults.ghl.timeoutMs,
      tokenFor: location => tokenOf(store, location, configuration.createTenantsOnFirstSight),
      logger,
    }),
    clock: systemClock,
    logger,
    createTenantsOnFirstSight: configuration.createTenantsOnFirstSight,
    pingRedis: () =>
      redis.ping().then(
        () => true,
        () => false,
      ),
    async close() {
      announcements.close();
      redis.disconnect();
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
