import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { LocationId } from '../../domain/ids';
import { createLogger } from '../../runtime/logger';
import { openDatabase } from '../../store/database';
import { storeOn, type Store } from '../../store/store';
import { testCipher } from './open-test-store';
import { noting, type Statement } from './plan-reading';
import { makeScratchDatabase, type ScratchDatabase } from './scratch-database';

const location = 'location-busy' as LocationId;
const dayMs = 24 * 60 * 60 * 1_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

describe('what recurs at a location with a long past', () => {
  let scratch: ScratchDatabase;
  let client: Client;
  let store: Store;
  const asked: Statement[] = [];
  beforeAll(async () => {
    scratch = await makeScratchDatabase();
    client = new Client({ connectionString: scratch.url });
    await client.connect();
    // A year of runs in 500 situations, some 400 of them in the last week; and as many of another location.
    await client.query(
      `insert into runs (workflow_id, id, location_id, contact_id, event_type, status, started_at, situation_key)
       select 'w' || n || place, 'r' || n || place, place, 'contact-' || n, 'InboundMessage', 'answered',
         now() - n * interval '25 minutes', 'situation-' || n % 500
       from generate_series(1, 20000) n, unnest(array[$1, 'location-other']) place`,
      [location],
    );
    await client.query('vacuum analyze');
    const database = openDatabase(scratch.url, createLogger('test', 'silent'));
    store = storeOn(
      noting(database, statement => asked.push(statement)),
      testCipher,
    );
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await client.end();
    await scratch.drop();
  });

  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  /** How the runs are read for the one statement that `call` sends. */
  async function scansOfRuns(call: () => Promise<unknown>): Promise<string[]> {
    asked.length = 0;
    await call();
    const [statement] = asked;
    if (!statement) throw new Error('nothing was asked');
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (format json) ${statement.text}`,
      [...statement.values],
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error('Postgres explained nothing');
    return nodesOf(plan)
      .map(node => `${node['Node Type']} ${node['Index Name'] ?? ''}`)
      .filter(text => text.includes('runs_') || text.startsWith('Seq Scan'));
  }
  const lastWeek = { since: new Date(Date.now() - 7 * dayMs), contacts: 2 };

  test.each([
    ['counted', () => store.situations.recurring(location, lastWeek, 1_000)],
    ['forgotten', () => store.situations.forget(location, lastWeek)],
  ])('is %s from an index over the days that count, and no run of before is looked at', async (_, call) => {
    const scans = await scansOfRuns(call);
    expect(scans.filter(scan => scan.includes('runs_'))).toEqual(['Index Only Scan runs_by_situation_time']);
  });
});
