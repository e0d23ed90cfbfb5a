import type { Client } from 'pg';
import type { Database, Queries } from '../../store/database';

/** A statement as a repository sent it. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Passes everything on, and notes what was asked. */
export function noting(database: Database, note: (statement: Statement) => void): Database {
  const noted = (queries: Queries): Queries => ({
    query: (name, text, values = []) => {
      note({ name, text, values });
      return queries.query(name, text, values);
    },
  });
  return {
    ...database,
    ...noted(database),
    transaction: work => database.transaction(queries => work(noted(queries))),
  };
}

/**
 * How Postgres plans a prepared statement: with its values at first, and, once it was used five times,
 * perhaps one plan for all values.
 */
export const planModes = ['force_custom_plan', 'force_generic_plan'] as const;
export type PlanMode = (typeof planModes)[number];

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What is wrong with a plan, a sentence each. */
export interface PlanLimits {
  /** Tables smaller than this may be read whole. */
  readonly largeTableRows: number;
  /** No step may look at more rows than this. */
  readonly rowsAtMost: number;
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Rows that a step looked at, over all its loops. Not known of a statement that was not run. */
const rowsOf = (node: PlanNode): number =>
  (node['Actual Loops'] ?? 0) *
  ((node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0));

/** What Postgres says it would do, and for a statement that only reads, what it did. */
async function planOf(client: Client, { name, text, values }: Statement, mode: PlanMode): Promise<PlanNode> {
  const writes = /\b(insert into|update|delete from)\b/i.test(text);
  const how = writes ? 'format json' : 'analyze, timing off, format json';
  const literals = values.map(value => literalOf(client, value)).join(', ');
  await client.query('begin');
  try {
    await client.query(`set local plan_cache_mode = ${mode}`);
    await client.query(`prepare looked_at as ${text}`);
    const given = values.length > 0 ? `(${literals})` : '';
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (${how}) execute looked_at${given}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error(`Postgres explained nothing of ${name}`);
    return plan;
  } finally {
    await client.query('rollback');
    await client.query('deallocate all');
  }
}

/** A value as `execute` takes it, for which there are no parameters. */
function literalOf(client: Client, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return client.escapeLiteral(textOf(value));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(element => JSON.stringify(textOf(element))).join(',')}}`;
  return JSON.stringify(value);
}

/** Says what is wrong with the plans of a statement; nothing if all is well. */
export async function faultsOfPlans(
  client: Client,
  statement: Statement,
  rowsOfTables: ReadonlyMap<string, number>,
  { largeTableRows, rowsAtMost }: PlanLimits,
): Promise<string[]> {
  const faults: string[] = [];
  for (const mode of planModes) {
    for (const node of nodesOf(await planOf(client, statement, mode))) {
      const table = node['Relation Name'] ?? '';
      const where = `${statement.name}, ${mode}: ${node['Node Type']} ${table}`.trim();
      const isLarge = (rowsOfTables.get(table) ?? 0) >= largeTableRows;
      if (node['Node Type'] === 'Seq Scan' && isLarge) faults.push(`${where} reads the whole table`);
      if (rowsOf(node) > rowsAtMost) faults.push(`${where} looks at ${rowsOf(node)} rows`);
    }
  }
  return faults;
}
