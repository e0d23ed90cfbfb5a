import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../cache/open-test-cache';
import { emptyFlow } from '../../domain/qualification-flow';
import type { ContactId } from '../../domain/ids';
import type { FlowChange, FlowCursor } from '../../domain/stored-flow';
import type { LeadwireError } from '../../runtime/errors';
import { createLogger } from '../../runtime/logger';
import { openDatabase, type Queries } from '../../store/database';
import { createFlowRepository, type ActiveLead } from '../../store/qualification-flows';
import type { Store } from '../../store/store';
import {
  arrive,
  claim,
  extraction,
  messageOf,
  newLead,
  openTestStore,
  openView,
  type Lead,
} from './open-test-store';
import { makeScratchDatabase } from './scratch-database';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

const anHour = 3_600;

/** The changes of one location since the cursor, and the next cursor. */
async function changesOf(lead: Lead, cursor: FlowCursor | null) {
  const { pages, ...rest } = await store.flows.changesSince(cursor, anHour);
  const changes: FlowChange[] = [];
  for await (const page of pages) changes.push(...page.filter(one => one.locationId === lead.locationId));
  return { ...rest, changes, versions: changes.map(one => one.version) };
}

/** Begins a transaction, does the work and commits when told to. */
async function openTransaction(work: (queries: Queries) => Promise<unknown>): Promise<() => Promise<void>> {
  let commit = (): void => undefined;
  const mayCommit = new Promise<void>(resolve => (commit = resolve));
  let committed: Promise<void> = Promise.resolve();
  await new Promise<void>((worked, failed) => {
    committed = store.database.transaction(async queries => {
      await work(queries);
      worked();
      await mayCommit;
    });
    committed.catch(failed);
  });
  return () => {
    commit();
    return committed;
  };
}

async function somebodyWaitsForAFlow(): Promise<boolean> {
  const [row] = await store.database.query<{ waits: boolean }>(
    'test-flow-waits',
    `select exists (
       select 1 from pg_stat_activity
       where wait_event_type = 'Lock' and query like '%into qualification_flows%' and pid <> pg_backend_pid()
     ) as waits`,
  );
  return row?.waits === true;
}

const insertFlow =
  ({ locationId, contactId }: Lead, budget: string) =>
  (queries: Queries) =>
    queries.query(
      'test-flow-insert',
      `insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage)
       values ($1, $2, $3, 0, 'cold', 'new')`,
      [
        locationId,
        contactId,
        JSON.stringify({ ...emptyFlow, slots: { budget: { value: budget, confidence: 1 } } }),
      ],
    );

describe('a reader of changes', () => {
  test('sees each change once', async () => {
    const lead = newLead();
    const start = await changesOf(lead, null);
    await store.flows.update(lead.locationId, lead.contactId, 0, emptyFlow);
    const first = await changesOf(lead, start.cursor);
    expect(first).toMatchObject({ versions: [1], restarted: false });
    expect(first.changes[0]).toMatchObject({ contactId: lead.contactId, flow: emptyFlow });
    expect((await changesOf(lead, first.cursor)).versions).toEqual([]);
    await store.flows.update(lead.locationId, lead.contactId, 1, emptyFlow);
    expect((await changesOf(lead, first.cursor)).versions).toEqual([2]);
  });

  test('sees what a transaction wrote that began before an earlier look and committed after it', async () => {
    const lead = newLead();
    const before = await changesOf(lead, null);
    const commit = await openTransaction(insertFlow(lead, '$1'));
    const meanwhile = await changesOf(lead, before.cursor);
    expect(meanwhile.versions).toEqual([]);
    await commit();
    expect((await changesOf(lead, meanwhile.cursor)).versions).toEqual([1]);
  });

  test('is not given what it has seen again and again while a transaction stays open', async () => {
    const [lead, other] = [newLead(), newLead()];
    const commit = await openTransaction(insertFlow(other, '$1'));
    const start = await changesOf(lead, null);
    await store.flows.update(lead.locationId, lead.contactId, 0, emptyFlow);
    const first = await changesOf(lead, start.cursor);
    expect(first.versions).toEqual([1]);
    expect((await changesOf(lead, first.cursor)).versions).toEqual([]);
    await commit();
    expect((await changesOf(other, first.cursor)).versions).toEqual([1]);
  });

  test('is given many thousands in pages, each once', async () => {
    const lead = newLead();
    const { cursor } = await changesOf(lead, null);
    await store.database.query(
      'test-many-flows',
      `insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage)
       select $1, 'contact-' || n, $2, 0, 'cold', 'new' from generate_series(1, 3500) n`,
      [lead.locationId, JSON.stringify(emptyFlow)],
    );
    for (const from of [cursor, null]) {
      const { changes } = await changesOf(lead, from);
      expect(changes).toHaveLength(3_500);
      expect(new Set(changes.map(one => one.contactId)).size).toBe(3_500);
    }
    await store.database.query('test-fewer-flows', 'delete from qualification_flows where location_id = $1', [
      lead.locationId,
    ]);
  });

  test('begins anew where Postgres was started anew, or has gone back in time', async () => {
    const lead = newLead();
    await store.flows.update(lead.locationId, lead.contactId, 0, emptyFlow);
    const { cursor, versions } = await changesOf(lead, null);
    expect(versions).toEqual([1]);
    const ahead = { ...cursor, snapshot: '9000000000:9000000000:' };
    for (const since of [{ ...cursor, server: '1' }, ahead])
      expect(await changesOf(lead, since)).toMatchObject({ versions: [1], restarted: true });
  });
});

describe('a table that was loaded from a backup', () => {
  test('gives no row again and again whose transaction is yet to come in a younger server', async () => {
    const lead = newLead();
    const { cursor } = await changesOf(lead, null);
    await store.flows.update(lead.locationId, lead.contactId, 0, emptyFlow);
    await store.database.query(
      'test-flow-of-older-server',
      `update qualification_flows set changed_in = '9000000000'::xid8 where location_id = $1`,
      [lead.locationId],
    );
    expect((await changesOf(lead, cursor)).versions).toEqual([]);
    // Who begins anew, as one must after a restore, is given it.
    expect((await changesOf(lead, null)).versions).toEqual([1]);
    await store.database.query('test-flow-gone', 'delete from qualification_flows where location_id = $1', [
      lead.locationId,
    ]);
  });

  test.each([
    [
      'made anew',
      [
        'alter table qualification_flows rename to lost_flows',
        'create table qualification_flows (like lost_flows including all)',
      ],
    ],
    ['emptied and filled', ['truncate qualification_flows']],
  ])('is another one for who follows, though its server went on (%s)', async (_how, statements) => {
    const scratch = await makeScratchDatabase();
    const own = openDatabase(scratch.url, createLogger('test', 'silent'));
    const flows = createFlowRepository(own);
    try {
      const { cursor } = await flows.changesSince(null, anHour);
      expect((await flows.changesSince(cursor, anHour)).restarted).toBe(false);
      for (const [index, statement] of statements.entries()) await own.query(`test-${index}`, statement);
      expect((await flows.changesSince(cursor, anHour)).restarted).toBe(true);
    } finally {
      await own.close();
      await scratch.drop();
    }
  });
});

describe('the leads who wrote lately', () => {
  test('come page by page, each once, also those who wrote at the same moment', async () => {
    const lead = newLead();
    const contacts = ['a', 'b', 'c', 'd', 'e'] as ContactId[];
    for (const contact of contacts) await store.flows.update(lead.locationId, contact, 0, emptyFlow);
    await store.database.query(
      'test-active-leads',
      `insert into conversations (location_id, contact_id, last_inbound_at)
       select $1, contact, now() from unnest($2::text[]) contact`,
      [lead.locationId, contacts],
    );
    const found: ActiveLead[] = [];
    let last: ActiveLead | null = null;
    do {
      const page: ActiveLead[] = await store.flows.ofActiveLeads(new Date(Date.now() - 60_000), last, 2);
      found.push(...page.filter(one => one.locationId === lead.locationId));
      last = page.at(-1) ?? null;
    } while (last);
    expect(found.map(one => one.contactId)).toEqual(contacts);
  });
});

describe('two writers of one flow', () => {
  test('that has no row yet keep each other’s answers, the run and the operator', async () => {
    const lead = newLead();
    const message = messageOf(lead, 1);
    await arrive(store, message);
    await openView(store, message);
    const commit = await openTransaction(insertFlow(lead, '$800,000'));
    const claimed = claim(store, message, { extraction: extraction({ area: 'Fremont' }) });
    // The claim found no row, and waits for the one that is being made.
    await until(somebodyWaitsForAFlow, 'the claim waits');
    await commit();
    expect(await claimed).toEqual({ outcome: 'claimed' });
    expect(await store.flows.find(lead.locationId, lead.contactId)).toMatchObject({
      version: 2,
      flow: { slots: { area: { value: 'Fremont' }, budget: { value: '$800,000' } } },
    });
  });

  test('who both read version 1 do not both write version 2', async () => {
    const { locationId, contactId } = newLead();
    await store.flows.update(locationId, contactId, 0, emptyFlow);
    const writes = await Promise.allSettled(
      Array.from({ length: 20 }, () => store.flows.update(locationId, contactId, 1, emptyFlow)),
    );
    const refused = writes.flatMap(write =>
      write.status === 'rejected' ? [write.reason as LeadwireError] : [],
    );
    expect(refused).toHaveLength(19);
    expect(new Set(refused.map(error => error.code))).toEqual(new Set(['conflict']));
  });
});
