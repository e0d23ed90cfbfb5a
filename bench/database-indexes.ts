import type { Client } from 'pg';

interface Index {
  readonly name: string;
  readonly table: string;
  /** Empty for one that stands for itself. */
  readonly constraint: string | null;
  readonly primary: boolean;
  readonly definition: string;
}

async function indexesOf(client: Client): Promise<Index[]> {
  const { rows } = await client.query<Index>(
    `select index.relname as name, owner.relname as table, constraints.conname as constraint,
       pg_index.indisprimary as primary, pg_get_indexdef(pg_index.indexrelid) as definition
     from pg_index
     join pg_class index on index.oid = pg_index.indexrelid
     join pg_class owner on owner.oid = pg_index.indrelid and owner.relnamespace = 'public'::regnamespace
     left join pg_constraint constraints on constraints.conindid = pg_index.indexrelid and constraints.contype in ('p', 'u')
     where owner.relname <> 'schema_migrations'
     order by pg_index.indisprimary, index.relname`,
  );
  return rows;
}

async function drop(client: Client, { name, table, constraint }: Index): Promise<void> {
  // A foreign key may rest on it.
  await client.query(
    constraint === null
      ? `drop index "${name}" cascade`
      : `alter table "${table}" drop constraint "${constraint}" cascade`,
  );
}

/** Drops every index but the primary keys. @returns how many there were, and what makes them again */
export async function dropSecondaryIndexes(client: Client): Promise<{ count: number; again: string[] }> {
  const indexes = (await indexesOf(client)).filter(index => !index.primary);
  for (const index of indexes) await drop(client, index);
  return { count: indexes.length, again: indexes.map(index => index.definition) };
}

/** Drops the primary keys too: nothing is found but by reading a table from its first row to its last. */
export async function dropPrimaryKeys(client: Client): Promise<void> {
  for (const index of await indexesOf(client)) await drop(client, index);
}

export async function createIndexes(client: Client, definitions: readonly string[]): Promise<void> {
  await client.query(`set maintenance_work_mem = '256MB'`);
  for (const definition of definitions) await client.query(definition);
}
