import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger';
import { createAgentRepository } from '../../store/agents';
import { claimReply } from '../../store/claims';
import { createConversationRepository } from '../../store/conversations';
import { openDatabase, type Database, type Queries } from '../../store/database';
import { createRunRepository } from '../../store/runs';
import { createSendRepository } from '../../store/sends';
import { databaseUrl } from './open-test-store';

const rows = 20_000;
const location = `plans-${randomUUID()}`;
/** Every contact of the location has ten messages, each with its run, its send and what it covers. */
const contact = 'contact-7';
const workflow = `${location}/message-70`;

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Passes everything on, and notes what was asked. */
function noting(database: Database, asked: Statement[]): Database {
  const note = (queries: Queries): Queries => ({
    query: (name, text, values = []) => {
      asked.push({ name, text, values });
      return queries.query(name, text, values);
    },
  });
  return {
    ...database,
    ...note(database),
    transaction: work => database.transaction(queries => work(note(queries))),
  };
}

let database: Database;
beforeAll(async () => {
  database = openDatabase(databaseUrl(), createLogger('test', 'silent'));
  const parts = {
    conversations: `insert into conversations (location_id, contact_id, last_inbound_at)
      select $1, 'contact-' || n, now() - make_interval(days => n) from generate_series(0, ${rows / 10 - 1}) n`,
    contacts: `insert into contacts (location_id, contact_id, assigned_to)
      select $1, 'contact-' || n, 'agent-' || n % 500 from generate_series(0, ${rows / 10 - 1}) n`,
    messages: `insert into messages (location_id, message_id, contact_id, author, body, date_added, workflow_id)
      select $1, 'message-' || n, 'contact-' || n / 10, 'lead', 'hello', now() - make_interval(secs => n), $1 || '/message-' || n
      from generate_series(0, ${rows - 1}) n`,
    runs: `insert into runs (workflow_id, id, location_id, contact_id, event_type, status, started_at)
      select $1 || '/message-' || n, $1 || n, case when n % 20 = 0 then $1 else $1 || n % 20 end, 'contact-' || n / 10,
        'InboundMessage', case when n % 500 = 0 then 'failed' else 'answered' end, now() - make_interval(secs => n)
      from generate_series(0, ${rows - 1}) n`,
    sends: `insert into sends (id, location_id, contact_id, workflow_id, channel, body, reply_source, status, ghl_message_id)
      select $1 || '/message-' || n, $1, 'contact-' || n / 10, $1 || '/message-' || n, 'SMS', 'hello', 'claude', 'sent', 'ghl-' || n
      from generate_series(0, ${rows - 1}) n`,
    covers: `insert into send_covers (location_id, message_id, send_id)
      select $1, 'message-' || n, $1 || '/message-' || n from generate_series(0, ${rows - 1}) n where n % 10 > 2`,
  };
  for (const [name, text] of Object.entries(parts)) await database.query(`fill-${name}`, text, [location]);
  for (const table of ['conversations', 'contacts', 'messages', 'runs', 'sends', 'send_covers']) {
    await database.query(`analyze-${table}`, `analyze ${table}`);
  }
}, 60_000);
afterAll(async () => {
  // Other tests share the tables.
  await database.query('clear-covers', 'delete from send_covers where location_id = $1', [location]);
  for (const table of ['sends', 'messages', 'contacts', 'conversations', 'qualification_flows']) {
    await database.query(`clear-${table}`, `delete from ${table} where location_id = $1`, [location]);
  }
  await database.query('clear-runs', 'delete from runs where starts_with(workflow_id, $1)', [location]);
  await database.close();
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** The tables that Postgres would read from their first row to their last. */
async function tablesReadWhole({ name, text, values }: Statement): Promise<string[]> {
  const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain-${name}`.slice(0, 60),
    `explain (format json) ${text}`,
    values,
  );
  const nodes = row ? nodesOf(row['QUERY PLAN'][0].Plan) : [];
  return nodes.flatMap(node => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []));
}

async function expectNoTableReadWhole(use: (noted: Database) => Promise<unknown>): Promise<void> {
  const asked: Statement[] = [];
  await use(noting(database, asked));
  expect(asked.length).toBeGreaterThan(0);
  for (const statement of asked) {
    expect({ statement: statement.name, whole: await tablesReadWhole(statement) }).toEqual({
      statement: statement.name,
      whole: [],
    });
  }
}

describe('with many rows, no table is read whole', () => {
  const now = new Date().toISOString();
  const after = `${now}~run_1`;

  test.each([
    ['the newest', {}],
    ['the next page', { after }],
    ['of a location', { locationId: location }],
    ['of a location, the next page', { locationId: location, after }],
    ['of a location, by status', { locationId: location, status: 'answered' }],
    ['of a contact', { locationId: location, contactId: contact }],
    ['that failed', { status: 'failed' }],
    ['that failed, the next page', { status: 'failed', after }],
    ['of a time', { from: '2026-01-01T00:00:00Z', to: now }],
  ] as const)('to list runs: %s', async (_name, filter) => {
    await expectNoTableReadWhole(noted => createRunRepository(noted).search({ ...filter, limit: 50 }));
  });

  test('to find a run', async () => {
    await expectNoTableReadWhole(async noted => {
      const runs = createRunRepository(noted);
      await runs.find(`${location}70`);
      await runs.findByWorkflow(workflow);
    });
  });

  test('to open a run: state and view of the conversation', async () => {
    await expectNoTableReadWhole(async noted => {
      const conversations = createConversationRepository(noted);
      await conversations.state(location as never, contact as never, 'message-70' as never, workflow);
      await conversations.openView(workflow, location as never, contact as never);
      await conversations.view(workflow);
    });
  });

  test('to claim a reply', async () => {
    await expectNoTableReadWhole(noted =>
      claimReply(
        noted,
        {
          workflowId: `${location}/new`,
          sendId: `${location}/new` as never,
          locationId: location as never,
          contactId: contact as never,
          messageId: 'message-71' as never,
          channel: 'SMS',
          reply: 'hello',
          replySource: 'claude',
          actions: [],
          extraction: null,
          question: null,
        },
        new Date(),
      ),
    );
  });

  test('to send and to tell whose a message is', async () => {
    await expectNoTableReadWhole(async noted => {
      const sends = createSendRepository(noted);
      const send = await sends.get(workflow);
      await sends.ownedMessageIds(send);
      await sends.reply(workflow);
      await sends.ownerOf(location as never, contact as never, 'ghl-70', 'a text');
    });
  });

  test('to know an agent', async () => {
    await expectNoTableReadWhole(noted =>
      createAgentRepository(noted).buildContext(location as never, 'agent-7' as never),
    );
  });
});
