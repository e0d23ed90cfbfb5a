import type { Database } from './database';

/** How often something happened, and with how many bytes in all. */
export interface CacheCountRow {
  readonly type: string;
  readonly tier: string;
  readonly outcome: string;
  readonly count: number;
  readonly bytes: number;
}

/** What one process has to tell since its last report. */
export interface CacheReport {
  /** Names the process, and no other before or after it. */
  readonly process: string;
  /** What kind of process it is: `api` or `worker`. */
  readonly name: string;
  readonly startedAt: Date;
  /** Grows by one with each report. One that is told twice, for its answer was lost, counts once. */
  readonly report: number;
  readonly state: unknown;
  readonly counts: readonly (CacheCountRow & {
    readonly locationId: string;
    /** ISO 8601, UTC. */
    readonly day: string;
  })[];
}

export interface CacheProcess {
  readonly process: string;
  readonly name: string;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly state: unknown;
}

export interface TenantLookUps {
  readonly locationId: string;
  readonly hits: number;
  readonly misses: number;
}

/** Figures of the caches, over all processes. Nothing here is on the way of a webhook. */
export interface CacheFigureRepository {
  /** In one statement, exactly once for each number of a report. */
  record(report: CacheReport): Promise<void>;
  /** Sums from a day (ISO 8601, UTC) on, of one location or of all. */
  counts(since: string, location?: string): Promise<CacheCountRow[]>;
  /** The locations with the most look-ups since a day. */
  tenants(since: string, most: number): Promise<TenantLookUps[]>;
  /** Those that told something lately, newest first. */
  processes(): Promise<CacheProcess[]>;
  /** Removes counts of 90 days ago and processes that were not heard of for a day. */
  forgetOld(): Promise<void>;
}

export function createCacheFigureRepository(database: Database): CacheFigureRepository {
  return {
    async record({ process, name, startedAt, report, state, counts }) {
      // In the order of the key: two processes that add to the same rows then wait, and never lock each other out.
      await database.query(
        'cache-report',
        `with told as (
           insert into cache_processes (process, name, started_at, report, state)
           values ($1, $2, $3, $4, $5)
           on conflict (process) do update
             set updated_at = now(), report = excluded.report, state = excluded.state
             where cache_processes.report < excluded.report
           returning process
         )
         insert into cache_counts (location_id, day, type, tier, outcome, count, bytes)
         select "locationId", day, type, tier, outcome, count, bytes
         from jsonb_to_recordset($6::jsonb) as counted ("locationId" text, day date, type text, tier text,
           outcome text, count bigint, bytes bigint)
         where exists (select from told)
         order by "locationId", day, type, tier, outcome
         on conflict (location_id, day, type, tier, outcome) do update
           set count = cache_counts.count + excluded.count, bytes = cache_counts.bytes + excluded.bytes`,
        [process, name, startedAt, report, JSON.stringify(state), JSON.stringify(counts)],
      );
    },
    counts: (since, location) =>
      location === undefined
        ? database.query<CacheCountRow>(
            'cache-counts-all',
            `select type, tier, outcome, sum(count)::float8 as count, sum(bytes)::float8 as bytes
             from cache_counts where day >= $1::date group by type, tier, outcome`,
            [since],
          )
        : database.query<CacheCountRow>(
            'cache-counts-of-location',
            `select type, tier, outcome, sum(count)::float8 as count, sum(bytes)::float8 as bytes
             from cache_counts where location_id = $2 and day >= $1::date group by type, tier, outcome`,
            [since, location],
          ),
    tenants: (since, most) =>
      database.query<TenantLookUps>(
        'cache-tenants',
        `select location_id as "locationId",
           coalesce(sum(count) filter (where outcome = 'hit'), 0)::float8 as hits,
           coalesce(sum(count) filter (where outcome = 'miss'), 0)::float8 as misses
         from cache_counts where day >= $1::date and outcome in ('hit', 'miss')
         group by location_id order by sum(count) desc, location_id limit $2`,
        [since, most],
      ),
    processes: () =>
      database.query<CacheProcess>(
        'cache-processes',
        `select process, name, started_at as "startedAt", updated_at as "updatedAt", state
         from cache_processes where updated_at > now() - interval '1 day' order by updated_at desc limit 200`,
      ),
    async forgetOld() {
      await database.query(
        'cache-forget-counts',
        `delete from cache_counts where day < (now() at time zone 'utc')::date - 90`,
      );
      await database.query(
        'cache-forget-processes',
        `delete from cache_processes where updated_at < now() - interval '1 day'`,
      );
    },
  };
}
