/** How full Redis is, as it says itself. */
export interface RedisMemory {
  readonly version: string;
  readonly usedBytes: number;
  /** Null: no limit is set. */
  readonly limitBytes: number | null;
  /** What goes when the limit is reached, for example `allkeys-lru`; `noeviction` means that writes fail. */
  readonly policy: string;
  readonly keys: number;
  /** Since Redis started: entries that made room for others. */
  readonly evictedKeys: number;
  /** Since Redis started: entries whose time was over. */
  readonly expiredKeys: number;
}

/** Reads what Redis answers to INFO. What it does not tell counts as 0 or unknown. */
export function parseRedisMemory(info: string): RedisMemory {
  const facts = new Map(
    info.split(/\r?\n/).flatMap((line): [string, string][] => {
      const [, name, value] = /^(\w+):(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
  const number = (name: string): number => Number(facts.get(name) ?? 0) || 0;
  const databases = [...facts].filter(([name]) => /^db\d+$/.test(name));
  const limit = number('maxmemory');
  return {
    version: facts.get('redis_version') ?? 'unknown',
    usedBytes: number('used_memory'),
    limitBytes: limit === 0 ? null : limit,
    policy: facts.get('maxmemory_policy') ?? 'unknown',
    keys: databases.reduce((sum, [, value]) => sum + Number(/keys=(\d+)/.exec(value)?.[1] ?? 0), 0),
    evictedKeys: number('evicted_keys'),
    expiredKeys: number('expired_keys'),
  };
}
