import { describe, expect, test } from '@jest/globals';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { temporal } from '@temporalio/proto';
import { loadConfiguration } from '../../runtime/configuration';
import { createDataConverter } from '../../runtime/data-converter';
import { createCipher } from '../../runtime/encryption';
import { createLogger } from '../../runtime/logger';
import { installTelemetry } from '../../workers/telemetry';
import { keyOfHistories, savedHistories, type SavedHistory } from './saved-history';

installTelemetry(createLogger('test', 'silent'));

const { encryptionKeys } = loadConfiguration({ LEADWIRE_ENCRYPTION_KEYS: keyOfHistories });
const options: ReplayWorkerOptions = {
  workflowBundle: { codePath: process.env['LEADWIRE_TEST_WORKFLOW_BUNDLE'] ?? '' },
  dataConverter: createDataConverter(createCipher(encryptionKeys)),
};

/** Replays histories with the workflows as they are now; gives what went wrong, by name. */
async function replay(saved: readonly SavedHistory[]): Promise<Record<string, string>> {
  const nameOf = new Map(saved.map(({ workflowId, name }) => [workflowId, name]));
  const histories = saved.map(({ workflowId, history }) => ({ workflowId, history }));
  const failures: Record<string, string> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) failures[nameOf.get(workflowId) ?? workflowId] = error.message;
  }
  return failures;
}

describe('the workflows as they are now', () => {
  test('go on with every saved history as it was played', async () => {
    const saved = savedHistories();
    expect(saved.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['answered-cold', 'answered-warm', 'failed', 'ignored', 'opted-out']),
    );
    expect(saved.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['warm-agent-contexts', 'warm-qualifications', 'coaching'],
        ...['warm-responses', 'warm-responses-waiting', 'warm-responses-cancelled'],
      ]),
    );
    expect(await replay(saved)).toEqual({});
  });

  test('are found out where they would do something else than is in a history', async () => {
    const cold = savedHistories().find(({ name }) => name === 'answered-cold');
    if (!cold) throw new Error('the history is missing');
    const scheduled = temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
    const events = (cold.history.events ?? []).map(event => {
      const attributes = event.activityTaskScheduledEventAttributes;
      return event.eventType === scheduled && attributes?.activityType?.name === 'sendReply'
        ? {
            ...event,
            activityTaskScheduledEventAttributes: { ...attributes, activityType: { name: 'sendTwice' } },
          }
        : event;
    });
    const failures = await replay([{ ...cold, history: { ...cold.history, events } }]);
    expect(failures['answered-cold']).toMatch(/nondeterminism/i);
  });

  test('are saved with encrypted payloads only', () => {
    for (const { history } of savedHistories()) {
      const text = JSON.stringify(history);
      expect(text).not.toContain('json/plain');
      expect(text).not.toMatch(/San Jose|bedrooms|this is Ann/);
    }
  });
});
