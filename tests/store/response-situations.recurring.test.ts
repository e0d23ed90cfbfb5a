import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { emptyFlow } from '../../domain/qualification-flow';
import { situationOf } from '../../domain/response-situation';
import type { LocationId } from '../../domain/ids';
import type { KeptSituation } from '../../store/response-situations';
import type { Store } from '../../store/store';
import { calm, contextOf, extractionOf } from '../domain/examples';
import { arrive, messageOf, newLead, openTestStore } from './open-test-store';

const lastWeek = { since: new Date('2026-10-25T00:00:00Z'), contacts: 2 };

describe('situations in which leads got replies that others may get', () => {
  let store: Store;
  beforeAll(() => {
    store = openTestStore();
  });
  afterAll(() => store.close());

  const keptAt = (locationId: LocationId, key: string, text = 'Any 3 bed homes?'): KeptSituation => ({
    locationId,
    situationKey: key,
    situation: situationOf(contextOf([['lead', text]]), emptyFlow, 'en'),
    answer: {
      reply: 'Sure! What budget do you have in mind?',
      question: 'budget',
      semantic: calm,
      extraction: extractionOf('buyer', { beds: ['3', 0.9] }),
    },
    responseKey: `response-${key}`,
    analysisVersion: 'a1',
  });

  /** A lead of the location who was answered in this situation, `times` times. */
  async function answered(locationId: LocationId, situationKey: string, times = 1): Promise<void> {
    const lead = { ...newLead(), locationId };
    for (let n = 0; n < times; n += 1) {
      const message = messageOf(lead, n);
      await arrive(store, message);
      await store.runs.end({
        workflowId: message.workflowId,
        status: 'answered',
        replySource: 'cache',
        leadTemperature: 'cold',
        explanation: 'answered',
        errorCode: null,
        timings: {},
        situationKey,
      });
    }
  }

  test('are read back as they were kept, and the newest answer replaces the one before', async () => {
    const { locationId } = newLead();
    const kept = keptAt(locationId, 'k1');
    await store.situations.keep(kept);
    expect(await store.situations.find(locationId, 'k1')).toEqual(kept);
    const newer = { ...kept, responseKey: 'newer', answer: { ...kept.answer, reply: 'Another one' } };
    await store.situations.keep(newer);
    expect(await store.situations.find(locationId, 'k1')).toEqual(newer);
    expect(await store.situations.find(newLead().locationId, 'k1')).toBeNull();
  });

  test('recur where different leads were in them, not where one lead was often', async () => {
    const { locationId } = newLead();
    for (const key of ['often', 'twice', 'alone']) await store.situations.keep(keptAt(locationId, key));
    await answered(locationId, 'twice');
    await answered(locationId, 'twice');
    for (let lead = 0; lead < 3; lead += 1) await answered(locationId, 'often');
    await answered(locationId, 'alone', 5);
    const recurring = await store.situations.recurring(locationId, lastWeek, 10);
    expect(recurring.map(({ situationKey, contacts }) => [situationKey, contacts])).toEqual([
      ['often', 3],
      ['twice', 2],
    ]);
    expect(await store.situations.recurring(locationId, lastWeek, 1)).toHaveLength(1);
    const later = { ...lastWeek, since: new Date('2099-01-01T00:00:00Z') };
    expect(await store.situations.recurring(locationId, later, 10)).toEqual([]);
    expect(await store.situations.recurring(newLead().locationId, lastWeek, 10)).toEqual([]);
  });

  test('are forgotten once they are old and do not recur', async () => {
    const { locationId } = newLead();
    for (const key of ['recurs', 'does not']) await store.situations.keep(keptAt(locationId, key));
    await answered(locationId, 'recurs');
    await answered(locationId, 'recurs');
    expect(await store.situations.forget(locationId, lastWeek)).toBe(0);
    await store.database.query(
      'test-age-situations',
      `update response_situations set answered_at = '2026-01-01' where location_id = $1`,
      [locationId],
    );
    expect(await store.situations.forget(locationId, lastWeek)).toBe(1);
    expect(await store.situations.find(locationId, 'recurs')).not.toBeNull();
    expect(await store.situations.find(locationId, 'does not')).toBeNull();
  });

  test('remember under which key no fit answer came, until there is one', async () => {
    const { locationId } = newLead();
    await store.situations.keep(keptAt(locationId, 'k'));
    await answered(locationId, 'k');
    await answered(locationId, 'k');
    const unfitKey = async () => (await store.situations.recurring(locationId, lastWeek, 1))[0]?.unfitKey;
    expect(await unfitKey()).toBeNull();
    await store.situations.markUnfit(locationId, 'k', 'response-2');
    expect(await unfitKey()).toBe('response-2');
    await store.situations.keep(keptAt(locationId, 'k'));
    expect(await unfitKey()).toBeNull();
  });

  test('that another version wrote, and this one cannot read, count as none', async () => {
    const { locationId } = newLead();
    await store.situations.keep(keptAt(locationId, 'k'));
    await store.database.query(
      'test-spoil-situation',
      `update response_situations set situation = '{"v": 2}' where location_id = $1`,
      [locationId],
    );
    expect(await store.situations.find(locationId, 'k')).toBeNull();
  });
});
