import { Pool, types, type PoolClient, type QueryResultRow } from 'pg';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';

const numericType = 1700;
// Dollars come as numeric; six decimal places of a dollar fit a double without loss.
types.setTypeParser(numericType, Number);

/** What a repository needs: a pool, or one client within a transaction. */
export interface Queries {
  /** @param name names the statement, so that each connection prepares it once */
  query<Row extends QueryResultRow>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queries {
  /** Runs `work` in one transaction on one connection; rolls back when it throws. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** @throws when Postgres does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const queriesOn = (client: Pool | PoolClient): Queries => ({
  async query<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[] = []) {
    const result = await client.query<Row>({ name, text, values: [...values] });
    return result.rows;
  },
});

/** Opens a pool of connections, each bounded in time so that a slow Postgres never hangs a caller. */
export function openDatabase(url: string, logger: Logger): Database {
  const pool = new Pool({
    connectionString: url,
    max: defaults.postgres.maxConnections,
    connectionTimeoutMillis: defaults.postgres.connectTimeoutMs,
    statement_timeout: defaults.postgres.statementTimeoutMs,
    query_timeout: defaults.postgres.statementTimeoutMs + 1_000,
    keepAlive: true,
    application_name: 'leadwire',
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', error => logger.warn({ error }, 'an idle connection to Postgres was lost'));

  return {
    ...queriesOn(pool),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      // The pool listens only while a connection is idle; unheard, a loss would end the process.
      const onError = (error: Error): void => {
        broken = error;
      };
      client.on('error', onError);
      try {
        await client.query('begin');
        const result = await work(queriesOn(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    },
    async ping() {
      await pool.query('select 1');
    },
    close: () => pool.end(),
  };
}
