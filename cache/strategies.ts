/** How one kind of entry is kept. Times in seconds; `null` means: not in that tier. */
export interface CacheStrategy {
  /** First part of the Redis key; the tenant follows it. */
  readonly prefix: 'claude_cache' | 'qualification_flow' | 'agent_context';
  /** How long an entry lives in this process's memory. */
  readonly memorySeconds: number | null;
  /** How long an entry lives in Redis, shared by all processes. */
  readonly redisSeconds: number;
  /** Entries above the size limit are stored as gzip. */
  readonly compressed: boolean;
}

/**
 * The one table of cache strategies. A type that is not named here does not compile, so that none is
 * ever used without one.
 */
export const strategies = {
  coaching: { prefix: 'claude_cache', memorySeconds: 300, redisSeconds: 3_600, compressed: true },
  semantic: { prefix: 'claude_cache', memorySeconds: 300, redisSeconds: 1_800, compressed: true },
  qualification: { prefix: 'claude_cache', memorySeconds: 300, redisSeconds: 2_400, compressed: false },
  // A day: what decides the reply is in the key, so an entry goes out of date only with the tenant's settings.
  webhook_response: { prefix: 'claude_cache', memorySeconds: 300, redisSeconds: 86_400, compressed: true },
  qualification_flow: {
    prefix: 'qualification_flow',
    memorySeconds: 600,
    redisSeconds: 1_800,
    compressed: false,
  },
  agent_context: { prefix: 'agent_context', memorySeconds: null, redisSeconds: 900, compressed: false },
} as const satisfies Record<string, CacheStrategy>;

export type CacheType = keyof typeof strategies;
