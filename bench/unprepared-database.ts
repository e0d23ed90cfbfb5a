import { Pool, type PoolClient } from 'pg';
import { defaults } from '../runtime/defaults';
import type { Database, Queries } from '../store/database';

const { maxConnections, statementTimeoutMs } = defaults.postgres;

/**
 * The product's database, but for one thing: no statement has a name, so Postgres reads and plans each
 * anew, every time.
 */
export function openUnpreparedDatabase(url: string): Database {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    statement_timeout: statementTimeoutMs,
  });
  const queriesOn = (client: Pool | PoolClient): Queries => ({
    query: async (_name, text, values = []) =>
      (await client.query({ text, values: [...values] })).rows as never,
  });
  return {
    ...queriesOn(pool),
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(queriesOn(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
    async ping() {
      await pool.query('select 1');
    },
    connections: () => ({
      ...{ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, limit: maxConnections },
    }),
    close: () => pool.end(),
  };
}
