import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';
import { asDatabaseError, isUnavailable, keepsConnection, outOfTime } from './database-errors';

/** A statement by its name; one without a text is its name: `begin`. Only those with a text are prepared. */
export interface Statement {
  readonly name: string;
  readonly text?: string;
  readonly values?: readonly unknown[];
  /** Not prepared: Postgres plans it for its values, each time. */
  readonly isPlannedAnew?: boolean;
}

/** A connection that is lent to one caller. */
export interface Connection {
  run<Row extends QueryResultRow>(statement: Statement): Promise<Row[]>;
  /** It broke, or somebody stopped waiting for its answer: it is not used again. */
  readonly isLost: () => boolean;
  /** Says so of one that cannot be relied on any more. */
  readonly lose: () => void;
}

/** `failed`: Postgres refused it. `unavailable`: no answer came in time, or the connection was lost. */
export type QueryOutcome = 'ok' | 'failed' | 'unavailable';

/**
 * Told of each statement once it is over, by its name. Waiting for a connection counts as a statement
 * named `connection`. Must not throw.
 */
export type OnQuery = (name: string, milliseconds: number, outcome: QueryOutcome) => void;

export interface ConnectionFigures {
  readonly open: number;
  readonly idle: number;
  /** Callers who wait for one. */
  readonly waiting: number;
  readonly limit: number;
}

export interface ConnectionPool {
  /** Lends a connection to `work`, and takes it back or, where it is lost, ends it. */
  borrow<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  figures(): ConnectionFigures;
  /** Ends what is idle now, and what is lent when it comes back. */
  close(): Promise<void>;
}

const { maxConnections, warmConnections, connectTimeoutMs, statementTimeoutMs, callTimeoutMs } =
  defaults.postgres;

/** Postgres ends a slow statement itself if it can: then the connection stays fit for use. */
const answerTimeoutMs = statementTimeoutMs + 1_000;

export function openPool(url: string, logger: Logger, onQuery?: OnQuery): ConnectionPool {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    min: warmConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // Whoever holds a lock and does not come back, a process that hangs, loses it.
    idle_in_transaction_session_timeout: callTimeoutMs,
    keepAlive: true,
    // Connections that are kept warm keep no process alive.
    allowExitOnIdle: true,
    application_name: 'leadwire',
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', error => logger.warn({ error }, 'an idle connection to Postgres was lost'));

  /** Times a step, and makes its error one that says what happened. */
  async function told<T>(name: string, step: () => Promise<T>): Promise<T> {
    const began = systemClock.elapsed();
    try {
      const result = await step();
      onQuery?.(name, systemClock.elapsed() - began, 'ok');
      return result;
    } catch (cause) {
      const error = asDatabaseError(cause, name);
      onQuery?.(name, systemClock.elapsed() - began, isUnavailable(error) ? 'unavailable' : 'failed');
      throw error;
    }
  }

  return {
    async borrow(work) {
      const deadline = systemClock.elapsed() + callTimeoutMs;
      const client = await told('connection', () => pool.connect());
      let lost = false;
      const lose = (): void => void (lost = true);
      // The pool listens only while a connection is idle; unheard, a loss would end the process.
      client.on('error', lose);
      try {
        return await work({
          run: statement =>
            told(statement.name, async () => {
              try {
                return await answerTo(statement, client, deadline - systemClock.elapsed());
              } catch (error) {
                if (!keepsConnection(error)) lose();
                throw error;
              }
            }),
          isLost: () => lost,
          lose,
        });
      } finally {
        client.off('error', lose);
        client.release(lost);
      }
    },
    figures: () => ({
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      limit: maxConnections,
    }),
    close: () => pool.end(),
  };
}

/** @param leftMs of the whole call's time */
async function answerTo<Row extends QueryResultRow>(
  { name, text, values = [], isPlannedAnew = false }: Statement,
  client: PoolClient,
  leftMs: number,
): Promise<Row[]> {
  if (leftMs <= 0) throw outOfTime();
  const named = isPlannedAnew ? {} : { name };
  const prepared = text === undefined ? { text: name } : { ...named, text, values: [...values] };
  // pg takes a time-out for each statement; its types do not know.
  const bounded = { ...prepared, query_timeout: Math.ceil(Math.min(answerTimeoutMs, leftMs)) };
  return (await client.query<Row>(bounded)).rows;
}
