import { randomBytes, randomUUID } from 'node:crypto';
import { Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { warmingSchedules, type WarmingSchedule } from '../../domain/schedules';
import { createDataConverter } from '../../runtime/data-converter';
import { createCipher } from '../../runtime/encryption';
import { setUpSchedules } from '../../workers/schedules';
import { until } from '../stack/until';

const oldKey = { id: 'old', key: randomBytes(32) };
const newKey = { id: 'new', key: randomBytes(32) };

describe('the schedules', () => {
  let connection: NativeConnection;
  let client: Client;
  let namespace: string;
  beforeAll(async () => {
    connection = await NativeConnection.connect({
      address: process.env['LEADWIRE_TEST_TEMPORAL_ADDRESS'] ?? '',
    });
  });
  afterAll(() => connection.close());
  beforeEach(async () => {
    namespace = `schedules-${randomUUID()}`;
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 24 * 60 * 60 } as never,
    });
    client = clientWith([oldKey]);
    await setUpSchedules(client);
  }, 60_000);
  // Nobody works on what they start.
  afterEach(async () => {
    for (const { id } of warmingSchedules) await client.schedule.getHandle(id).delete();
  });

  const clientWith = (keys: Parameters<typeof createCipher>[0]): Client =>
    new Client({ connection, namespace, dataConverter: createDataConverter(createCipher(keys)) });
  const describeOne = (id: string, by = client) => by.schedule.getHandle(id).describe();
  const changed = (change: Partial<WarmingSchedule>): WarmingSchedule[] =>
    warmingSchedules.map(schedule =>
      schedule.id === 'warm-agent-contexts' ? { ...schedule, ...change } : schedule,
    );

  test('are made with times, jitter, overlap, catch-up window and an end for a run that is stuck', async () => {
    const all = await Promise.all(warmingSchedules.map(({ id }) => describeOne(id)));
    for (const { policies, spec, action } of all) {
      expect(policies.overlap).toBe(ScheduleOverlapPolicy.SKIP);
      expect(policies.catchupWindow).toBeGreaterThanOrEqual(60_000);
      expect(policies.catchupWindow).toBeLessThanOrEqual(60 * 60_000);
      expect(spec.jitter).toBeGreaterThan(0);
      expect(action).toMatchObject({ taskQueue: 'leadwire', staticSummary: expect.any(String) as unknown });
    }
    const hours = all.map(({ action }) => Number(action.workflowRunTimeout) / 3_600_000);
    expect(hours).toEqual([1, 1, 30]);
    const [agents, qualifications, responses] = all;
    expect(agents?.spec.intervals).toMatchObject([{ every: 10 * 60_000 }]);
    expect(qualifications?.spec.intervals).toMatchObject([{ every: 15 * 60_000 }]);
    expect(responses?.spec.calendars).toMatchObject([{ hour: [{ start: 2 }], minute: [{ start: 30 }] }]);
  });

  test('run at once when they are made, but for the one that costs money', async () => {
    const taken = async (id: string): Promise<number> => (await describeOne(id)).info.numActionsTaken;
    await until(
      async () => (await taken('warm-agent-contexts')) === 1 && (await taken('warm-qualifications')) === 1,
    );
    expect(await taken('warm-responses')).toBe(0);
  });

  test('are left alone by the next start: what an operator changed in Temporal stays', async () => {
    const handle = client.schedule.getHandle('warm-agent-contexts');
    await handle.update(previous => ({ ...previous, spec: { intervals: [{ every: '7 minutes' }] } }));
    await handle.pause('holidays');
    await Promise.all([setUpSchedules(client), setUpSchedules(client)]);
    const { spec, state } = await handle.describe();
    expect(spec.intervals).toMatchObject([{ every: 7 * 60_000 }]);
    expect(state).toMatchObject({ paused: true, note: 'holidays' });
  });

  test('follow a release that changes them, and stay paused with their note', async () => {
    const handle = client.schedule.getHandle('warm-agent-contexts');
    await handle.pause('holidays');
    const before = await describeOne('warm-responses');
    await setUpSchedules(
      client,
      changed({ times: { everyMs: 20 * 60_000 }, jitterMs: 5_000, does: 'another' }),
    );
    const { spec, state, action, policies } = await handle.describe();
    expect(spec).toMatchObject({ intervals: [{ every: 20 * 60_000 }], jitter: 5_000 });
    expect(action.staticSummary).toBe('another');
    expect(policies.overlap).toBe(ScheduleOverlapPolicy.SKIP);
    expect(state).toMatchObject({ paused: true, note: 'holidays' });
    expect((await describeOne('warm-responses')).info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
  });

  test('outlive the encryption key that they were made with', async () => {
    await client.schedule.getHandle('warm-responses').pause('no money');
    client = clientWith([newKey]);
    await expect(describeOne('warm-responses')).rejects.toThrow();
    await setUpSchedules(client);
    const { action, state } = await describeOne('warm-responses');
    expect(action.staticSummary).toMatch(/overnight/);
    expect(state).toMatchObject({ paused: true, note: 'no money' });
  });

  test('are made again after somebody deleted one', async () => {
    await client.schedule.getHandle('warm-responses').delete();
    await setUpSchedules(client);
    expect((await describeOne('warm-responses')).state.paused).toBe(false);
  });
});
