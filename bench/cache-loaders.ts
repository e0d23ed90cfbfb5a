import { bentocacheAt, cacheableAt, layeredLoaderTiers, type ContenderName } from './cache-contenders';

/** A cache that, where it has nothing, reads what `load` gives and keeps it in memory and Redis. */
export interface LoadingContender {
  readonly name: ContenderName;
  read(key: string): Promise<unknown>;
  close(): Promise<unknown>;
}

type Load = (key: string) => Promise<unknown>;

async function loadingBentocache(redisUrl: string, load: Load): Promise<LoadingContender> {
  const cache = await bentocacheAt(redisUrl);
  return {
    name: 'bentocache',
    read: key => cache.getOrSet({ key, factory: () => load(key) }),
    close: () => cache.disconnectAll(),
  };
}

async function loadingLayeredLoader(redisUrl: string, load: Load): Promise<LoadingContender> {
  const { Loader } = await import('layered-loader');
  const { redis, tiers } = await layeredLoaderTiers(redisUrl, 'layered-loader-loads');
  const loader = new Loader<unknown>({ ...tiers, dataSourceGetOneFn: load });
  return {
    name: 'layered-loader',
    read: key => loader.get(key),
    async close() {
      await loader.close();
      redis.disconnect();
    },
  };
}

async function loadingCacheable(redisUrl: string, load: Load): Promise<LoadingContender> {
  const cache = await cacheableAt(redisUrl, 'cacheable-loads');
  return {
    name: 'cacheable',
    read: key => cache.getOrSet(key, () => load(key)),
    close: () => cache.disconnect(),
  };
}

/** The libraries, each with its own way to load what it has not. */
export const openLoadingContenders = (redisUrl: string, load: Load): Promise<LoadingContender[]> =>
  Promise.all([
    loadingBentocache(redisUrl, load),
    loadingLayeredLoader(redisUrl, load),
    loadingCacheable(redisUrl, load),
  ]);
