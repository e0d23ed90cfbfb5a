/** All defaults in one place. Times carry their unit in the name. */
export const defaults = {
  port: 3000,
  dataDir: '.leadwire',
  temporalNamespace: 'default',
  ghlBaseUrl: 'https://services.leadconnectorhq.com',

  /** Larger webhooks are refused with 413. GHL's own are a few KB. */
  webhookBodyLimitBytes: 1024 * 1024,
  /**
   * How long Temporal keeps closed runs, and with them the refusal of duplicates. Longer than GHL's
   * retries, so that a retry never starts a second run.
   */
  namespaceRetentionDays: 30,
  /** The longest `Prefer: wait=N` that is honoured, in seconds. */
  maxWaitSeconds: 10,

  redis: {
    connectTimeoutMs: 5_000,
    /** A command that takes longer counts as a miss. */
    commandTimeoutMs: 250,
    /** Most connections of one process, and how many are kept open when nothing happens. */
    maxConnections: 30,
    warmConnections: 10,
    /** A connection with as many commands under way is busy: the next goes to another one. */
    commandsPerConnection: 16,
    /** A connection beyond the warm ones is closed after this long without a command. */
    idleConnectionMs: 30_000,
    /** After so many failed commands in a row, commands fail at once for a while. */
    breakerFailures: 5,
    breakerOpenMs: 1_000,
  },
  cache: {
    /** The memory tier of one process: whichever limit is met first. */
    memoryEntries: 10_000,
    memoryBytes: 64 * 1024 * 1024,
    /** How long a process that died while it loaded an entry keeps others from loading it. */
    lockMs: 1_500,
    /** Who has waited so long for another process's load does it itself. */
    waitForLoadMs: 10_000,
    /** A row whose reading took longer is given to those who waited, and not kept: it may be old by now. */
    freshLoadMs: 1_000,
    /**
     * The bound on how old a qualification flow from a cache may be, whatever happens to Redis and its
     * messages. Each process asks Postgres for changes every `flowChangesEveryMs`, and does not trust
     * its caches when its last answer is older than the bound.
     */
    flowStalenessMs: 2_000,
    flowChangesEveryMs: 1_000,
    /** After this, a process that read a row before a change keeps nothing of it any more: see `freshLoadMs`. */
    flowSettledMs: 5_000,
    /** Changes that wait for Redis; were there more, it is emptied of flows once it is back. */
    flowChangesOpen: 20_000,
  },
  postgres: {
    maxConnections: 20,
    /** Kept open while nothing happens: opening one takes longer than most statements. */
    warmConnections: 5,
    /** Longest wait for a connection, be it a new one or one that others use. */
    connectTimeoutMs: 3_000,
    /** Longest a single statement may run before Postgres ends it. */
    statementTimeoutMs: 5_000,
    /**
     * Longest that one query or one transaction takes in all, the wait for a connection included. Below
     * the 10 s after which an activity on our tables is given up (`workflows/activity-options.ts`).
     */
    callTimeoutMs: 9_000,
  },

  /** What processes tell of their caches, for /v1/cache. */
  cacheReports: {
    everyMs: 2_000,
    /** Sums (of a location, type, tier and outcome) that a process keeps while Postgres is away. */
    mostSums: 20_000,
  },

  ghl: { timeoutMs: 15_000 },
  claude: {
    /** In which calls a message is understood and answered, see `claude/answering.ts`. */
    answering: 'side_by_side',
    /** For one call. */
    timeoutMs: 30_000,
    /** Kept back of an attempt (`workflows/activity-options.ts`) for storing what was answered. */
    settleMs: 2_000,
    /** With less time left no further call is begun in an attempt: replies take two to five seconds. */
    leastCallMs: 5_000,
    /** Where a model asks to be left alone for longer, another one is asked: a lead is waiting. */
    longestWaitMs: 5_000,
    /** After so many overloads or time-outs in a row a model is not asked for a while, see `model-breakers.ts`. */
    breaker: { failures: 5, restMs: 5_000 },
  },

  /** What is warmed overnight, and the most that may be spent on it. */
  responseWarming: {
    /**
     * A situation that so many different leads were in within so many days is likely to come again: its
     * reply is written once, at half price, and put back for free each night while nothing has changed.
     */
    recurrenceDays: 7,
    recurrenceContacts: 2,
    /** An entry that lives shorter than this is put back: it would be gone before the next night. */
    putBackBelowSeconds: 25.5 * 60 * 60,
    /** Replies that are written anew in one night, at one location and at all of them. */
    repliesPerTenant: 50,
    repliesPerNight: 1_000,
    /** The most that those of one location may cost in one night, reckoned before they are asked for. */
    dollarsPerTenant: 1,
    /** The time between two looks at a batch grows with its age, within these bounds. */
    shortestLookMs: 30_000,
    longestLookMs: 600_000,
    /** The same where the simulator has the batch. */
    simulatedLookMs: 250,
  },

  coaching: {
    /** How long an agent waits at the screen for an advice that has to be written. */
    waitSeconds: 15,
    /** After this the writing of one advice is given up, so that the next who asks begins anew. */
    writeSeconds: 90,
  },
} as const;
