import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRunning, sendSignal } from '../../stack/process-identity';
import { until } from '../stack/until';
import { Leads, startOutside, type Outside } from './outside';
import { RunningStack } from './running-stack';

/** One stack for the whole file; each test kills one part of it while leads write. */
describe('when one part is killed', () => {
  let outside: Outside;
  let stack: RunningStack;
  let leads: Leads;
  beforeAll(async () => {
    outside = await startOutside({ ghl: 50, claude: 200 });
    stack = new RunningStack(outside.environment);
    await stack.start();
    leads = await Leads.of(stack, outside, 4);
  }, 150_000);
  afterAll(async () => {
    await stack.remove();
    await outside.close();
  }, 60_000);

  /** Kills it with messages before, at and after that moment; waits until it is there again. */
  async function kill(name: string): Promise<{ acknowledged: number; refused: number }> {
    const before = stack.pids();
    const answers = [leads.writes(), leads.writes()];
    await pause(150);
    sendSignal(before[name] ?? 0, 'SIGKILL');
    for (let message = 0; message < 4; message += 1) {
      answers.push(leads.writes());
      await pause(150);
    }
    await until(() => stack.output.includes(`${name} is ready again`), 60_000);
    expect(stack.output).toContain(`${name} ended (signal SIGKILL); starting it again in 0.5 s`);
    const after = stack.pids();
    expect(after).toEqual({ ...before, [name]: expect.any(Number) });
    expect(after[name]).not.toBe(before[name]);
    expect(Object.values(after).every(isRunning)).toBe(true);
    const all = await Promise.all(answers);
    const refused = all.filter(answer => answer === 'refused').length;
    return { acknowledged: all.length - refused, refused };
  }

  /** What was refused is taken when it comes again. */
  async function isTakenAgain(): Promise<void> {
    await until(async () => {
      await leads.deliverRefused();
      return leads.refusedCount === 0;
    }, 30_000);
  }

  test('the worker: every message is taken all the same', async () => {
    expect(await kill('worker')).toEqual({ acknowledged: 6, refused: 0 });
  }, 90_000);

  test('Redis: every message is taken, and is answered while it is away', async () => {
    const written = leads.contactIds.length;
    const pid = stack.pidOf('redis');
    // Held as it is, not dead: commands to it get no answer.
    sendSignal(pid, 'SIGSTOP');
    try {
      expect(await leads.writes()).toBe('acknowledged');
      await until(() => leads.received()[written] === 1, 30_000);
    } finally {
      sendSignal(pid, 'SIGCONT');
    }
    expect(await kill('redis')).toEqual({ acknowledged: 6, refused: 0 });
  }, 120_000);

  test('Postgres: every message is taken, for Temporal has it', async () => {
    expect(await kill('postgres')).toEqual({ acknowledged: 6, refused: 0 });
  }, 90_000);

  test('the API: who wrote meanwhile is taken when the webhook comes again', async () => {
    const { refused } = await kill('api');
    expect(refused).toBeGreaterThan(0);
    await isTakenAgain();
  }, 90_000);

  test('Temporal: every message is taken, now or when the webhook comes again', async () => {
    await kill('temporal');
    expect(leads.wrongAnswers).toEqual([]);
    await isTakenAgain();
  }, 90_000);

  test('Temporal for longer: webhooks are refused with 429 and the time to come again', async () => {
    const pid = stack.pidOf('temporal');
    sendSignal(pid, 'SIGSTOP');
    try {
      expect(await leads.writes()).toBe('refused');
      expect(leads.lastRefusal?.status).toBe(429);
      expect(Number(leads.lastRefusal?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(leads.lastRefusal?.body.error?.code).toBe('temporarily_unavailable');
    } finally {
      sendSignal(pid, 'SIGCONT');
    }
    await isTakenAgain();
  }, 90_000);

  test('in the end each of all these messages was answered, once', async () => {
    await leads.untilAllEnded(180_000);
    expect(leads.received()).toEqual(leads.contactIds.map(() => 1));
    expect(leads.wrongAnswers).toEqual([]);
    const statuses = (await stack.runs()).map(run => run.status);
    expect(statuses).toEqual(leads.contactIds.map(() => 'answered'));
  }, 240_000);
});
