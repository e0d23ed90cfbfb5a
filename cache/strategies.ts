/** How one kind of entry is kept. Times in seconds; `null` means: not in that tier. */
export interface CacheStrategy {
  /** First part of the Redis key; the tenant follows it. */
  readonly prefix: 'claude_cache' | 'qualification_flow' | 'agent_context';
  /** Tier 1: how long an entry lives in this process's memory. */
  readonly memorySeconds: number | null;
  /** Tier 2: how long an entry lives in Redis, shared by all processes. */
  readonly redisSeconds: number;
  /**
   * By how much of its time an entry may live shorter, by chance, so that entries written together do
   * not all expire together. 0 to 1.
   */
  readonly jitter: number;
  /** Entries above 512 bytes are stored as gzip. */
  readonly compressed: boolean;
  /** Entries carry the version of their row, and only a newer one replaces them (design §6.6). */
  readonly versioned: boolean;
  /** Tier 3: Postgres holds the truth that the entry is a copy of (`flow-cache.ts`). */
  readonly database: boolean;
}

const claude = {
  prefix: 'claude_cache',
  memorySeconds: 300,
  jitter: 0.1,
  compressed: true,
  versioned: false,
  database: false,
} as const;

/**
 * The one table of cache strategies. A type that is not named here does not compile, so that none is
 * ever used without one.
 */
export const strategies = {
  coaching: { ...claude, redisSeconds: 3_600 },
  semantic: { ...claude, redisSeconds: 1_800 },
  qualification: { ...claude, redisSeconds: 2_400, compressed: false },
  // Longer than from one nightly warming to the next: what decides the reply is in the key, so an entry goes out of date only with the tenant's settings.
  webhook_response: { ...claude, redisSeconds: 129_600 },
  qualification_flow: {
    prefix: 'qualification_flow',
    memorySeconds: 600,
    redisSeconds: 1_800,
    jitter: 0.1,
    compressed: false,
    versioned: true,
    database: true,
  },
  // No jitter: it is warmed by how long it still lives. No memory: agents change their minds, and see it at once.
  agent_context: {
    prefix: 'agent_context',
    memorySeconds: null,
    redisSeconds: 900,
    jitter: 0,
    compressed: false,
    versioned: false,
    database: false,
  },
} as const satisfies Record<string, CacheStrategy>;

export type CacheType = keyof typeof strategies;

/** All of them, in the order of the table. */
export const cacheTypes = Object.keys(strategies) as CacheType[];

/** The types whose entries are compared by version before they are replaced. */
export type VersionedCacheType = {
  [Type in CacheType]: (typeof strategies)[Type]['versioned'] extends true ? Type : never;
}[CacheType];
