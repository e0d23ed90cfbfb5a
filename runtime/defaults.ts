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
  },
  postgres: {
    maxConnections: 20,
    connectTimeoutMs: 5_000,
    /** Longest a single statement may run before Postgres ends it. */
    statementTimeoutMs: 5_000,
  },

  ghl: { timeoutMs: 15_000 },
  claude: { timeoutMs: 30_000 },
} as const;
