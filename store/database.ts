import { types, type QueryResultRow } from 'pg';
import type { Logger } from '../runtime/logger';
import { openPool, type Connection, type ConnectionFigures, type OnQuery } from './connection-pool';

const numericType = 1700;
// Dollars come as numeric; six decimal places of a dollar fit a double without loss.
types.setTypeParser(numericType, Number);

/** What a repository needs: a pool, or one client within a transaction. */
export interface Queries {
  /**
   * @param name names the statement, so that each connection prepares it once: one name, one text
   * @param plan `each_time` for the few statements whose best plan depends on their values: planning takes
   * some tenths of a millisecond, one plan for all may take a hundred times as long
   * @throws LeadwireError `database_unavailable` when no answer came in time; else what Postgres says
   */
  query<Row extends QueryResultRow>(
    name: string,
    text: string,
    values?: readonly unknown[],
    plan?: 'once' | 'each_time',
  ): Promise<Row[]>;
}

export interface Database extends Queries {
  /** Runs `work` in one transaction on one connection; rolls back when it throws. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** @throws LeadwireError `database_unavailable` when Postgres does not answer */
  ping(): Promise<void>;
  /** This process's connections as they are now. */
  connections(): ConnectionFigures;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Told of each statement once it is over, for metrics; nobody unless given. */
  readonly onQuery?: OnQuery;
}

const queriesOn = (connection: Connection): Queries => ({
  query: <Row extends QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[] = [],
    plan: 'once' | 'each_time' = 'once',
  ) => connection.run<Row>({ name, text, values, isPlannedAnew: plan === 'each_time' }),
});

/**
 * Opens a pool of connections. Each query and each transaction is bounded in time as a whole, waiting
 * for a connection included (`callTimeoutMs` of the defaults), so that a slow or absent Postgres never
 * hangs a caller; lost connections are replaced as they are needed.
 */
export function openDatabase(url: string, logger: Logger, { onQuery }: DatabaseOptions = {}): Database {
  const pool = openPool(url, logger, onQuery);
  return {
    query: (name, text, values, plan) =>
      pool.borrow(connection => queriesOn(connection).query(name, text, values, plan)),
    transaction: work =>
      pool.borrow(async connection => {
        try {
          await connection.run({ name: 'begin' });
          const result = await work(queriesOn(connection));
          await connection.run({ name: 'commit' });
          return result;
        } catch (error) {
          // A connection that is lost or does not answer is ended, and the transaction with it.
          if (!connection.isLost()) await connection.run({ name: 'rollback' }).catch(connection.lose);
          throw error;
        }
      }),
    async ping() {
      await pool.borrow(connection => connection.run({ name: 'select 1' }));
    },
    connections: () => pool.figures(),
    close: () => pool.close(),
  };
}
