import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { fillDatabase } from '../../bench/database-fill';
import { createIndexes, dropPrimaryKeys, dropSecondaryIndexes } from '../../bench/database-indexes';
import { noTimes, playRounds } from '../../bench/database-load';
import { fillSizeOf, leadOf, longestWriterOf, messagesInConversation } from '../../bench/database-names';
import { playExtremes, playQuestions, playReads, playRun } from '../../bench/database-run';
import { openScenario, type Means } from '../../bench/database-scenarios';
import { testRedisUrl } from '../cache/open-test-cache';
import { makeScratchDatabase, type ScratchDatabase } from '../store/scratch-database';

const size = fillSizeOf(3_000, { agentContacts: 300, conversationMessages: 60 });
const never = new AbortController().signal;
const limits = { clients: 3, seconds: 20, rounds: 12, signal: never };

let scratch: ScratchDatabase;
let client: Client;
beforeAll(async () => {
  scratch = await makeScratchDatabase();
  client = new Client({ connectionString: scratch.url });
  await client.connect();
  await fillDatabase(client, size, () => undefined, never);
}, 60_000);
afterAll(async () => {
  await client.end();
  await scratch.drop();
});

const count = async (from: string): Promise<number> =>
  Number((await client.query<{ count: string }>(`select count(*) from ${from}`)).rows[0]?.count);

/** Plays rounds at leads in turn. @returns the calls that were measured, and what failed */
async function play(means: Means, run: typeof playRun) {
  const scenario = await openScenario(means, { databaseUrl: scratch.url, redisUrl: testRedisUrl() });
  try {
    const times = noTimes();
    await playRounds(number => {
      const name = `test-${randomUUID()}`;
      const lead = leadOf(number, size);
      return {
        times,
        run: measure => run(scenario.store, scenario.reads, lead, name, measure),
        questions: measure => playQuestions(scenario.store, lead, name, measure),
      };
    }, limits);
    return { runs: times.runs.length, calls: [...times.calls.keys()], failures: [...times.failures.keys()] };
  } finally {
    await scenario.close();
  }
}

it('the database is filled with what was asked for, under the names that the benchmark knows', async () => {
  const { agentContacts, conversationMessages } = size.extremes;
  expect(await count('messages')).toBe(size.messages + conversationMessages);
  expect(await count('conversations')).toBe(size.contacts + agentContacts);
  expect(await count('sends')).toBe((size.messages + conversationMessages) / 2);
  const { locationId, contactId, agentId } = leadOf(7, size);
  const { rows } = await client.query(
    `select 1 from messages join contacts using (location_id, contact_id)
     where location_id = $1 and contact_id = $2 and assigned_to = $3`,
    [locationId, contactId, agentId],
  );
  expect(rows).toHaveLength(messagesInConversation);
});

it('the location of an agent with very many contacts has one who wrote very much', async () => {
  const { locationId, contactId, agentId } = longestWriterOf(size);
  const values = [locationId, contactId];
  const written = await client.query(
    'select 1 from messages where location_id = $1 and contact_id = $2',
    values,
  );
  expect(written.rows).toHaveLength(size.extremes.conversationMessages);
  const owned = await client.query('select 1 from contacts where location_id = $1 and assigned_to = $2', [
    ...[locationId, agentId],
  ]);
  expect(owned.rows).toHaveLength(size.extremes.agentContacts);
});

describe('a round of the benchmark', () => {
  it.each([
    [{ prepared: true, cached: true }],
    [{ prepared: true, cached: false }],
    [{ prepared: false, cached: true }],
  ])('answers each message as the product does, with %j', async means => {
    const before = await count(`runs where status = 'answered'`);
    const played = await play(means, playRun);
    expect(played).toMatchObject({ runs: limits.rounds, failures: [] });
    expect(played.calls).toContain('claim');
    expect(await count(`runs where status = 'answered'`)).toBe(before + limits.rounds);
    expect(await count("runs where status = 'running'")).toBe(0);
  });

  it('at the largest conversation measures what might take longer there, under names of its own', async () => {
    const scenario = await openScenario(
      { prepared: true, cached: true },
      { databaseUrl: scratch.url, redisUrl: testRedisUrl() },
    );
    try {
      const times = noTimes();
      await playRounds(
        () => ({
          times,
          run: measure => playExtremes(playRun, { ...scenario, size }, `test-${randomUUID()}`, measure),
          questions: async () => undefined,
        }),
        { ...limits, clients: 1, rounds: 3 },
      );
      expect([...times.failures.keys()]).toEqual([]);
      expect([...times.calls.keys()].sort()).toEqual([
        'agent context, with 300 contacts',
        'claim, with 60 messages',
        'coaching, with 60 messages',
        'conversation state, with 60 messages',
        'messages in view, with 60 messages',
        'webhook and message, with 60 messages',
      ]);
    } finally {
      await scenario.close();
    }
  });

  it('works without secondary indexes, and they can be made again', async () => {
    const { count: dropped, again } = await dropSecondaryIndexes(client);
    expect(dropped).toBeGreaterThan(15);
    expect(await play({ prepared: false, cached: false }, playRun)).toMatchObject({ failures: [] });
    await createIndexes(client, again);
    expect((await dropSecondaryIndexes(client)).count).toBe(dropped);
  });

  it('only reads where there is no index at all', async () => {
    await dropPrimaryKeys(client);
    const before = await count('runs');
    expect(await play({ prepared: true, cached: false }, playReads)).toMatchObject({ failures: [] });
    expect(await count('runs')).toBe(before);
  });
});
