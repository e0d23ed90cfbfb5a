import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Leads, startOutside, type Outside } from './outside';
import { RunningStack } from './running-stack';

/** When after a burst of messages everything is killed: in the analyses, over the replies, at the sends. */
const killedAfterMs = [250, 900, 1_800];
const messagesBeforeEachKill = 5;
const betweenMessagesMs = 60;

let outside: Outside;
let stack: RunningStack;
beforeAll(async () => {
  outside = await startOutside({ ghl: 150, claude: 500 });
  stack = new RunningStack(outside.environment);
}, 30_000);
afterAll(async () => {
  await stack.remove();
  await outside.close();
}, 60_000);

test('whenever everything is killed, each acknowledged message is answered, and none twice', async () => {
  await stack.start();
  const leads = await Leads.of(stack, outside, 3);
  let unanswered = 0;
  for (const killMs of killedAfterMs) {
    const deliveries: Promise<unknown>[] = [];
    const killed = pause(killMs + messagesBeforeEachKill * betweenMessagesMs).then(() =>
      stack.killEverything(),
    );
    for (let message = 0; message < messagesBeforeEachKill; message += 1) {
      deliveries.push(leads.writes());
      await pause(betweenMessagesMs);
    }
    await killed;
    await Promise.all(deliveries);
    unanswered += leads.received().filter(count => count === 0).length - leads.refusedCount;
    await stack.start();
    await leads.deliverRefused();
    expect(leads.refusedCount).toBe(0);
  }
  // Or else nothing was cut short, and this test says nothing.
  expect(unanswered).toBeGreaterThan(0);
  // An activity of a killed worker is tried again when its time is up: 40 s for Claude, a minute for a send.
  await leads.untilAllEnded(180_000);
  expect(leads.received()).toEqual(leads.contactIds.map(() => 1));
  expect(leads.wrongAnswers).toEqual([]);
  const runs = await stack.runs();
  expect(runs.map(run => run.status)).toEqual(runs.map(() => 'answered'));
  expect(runs).toHaveLength(leads.contactIds.length);
}, 400_000);
