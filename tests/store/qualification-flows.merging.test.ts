import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { slotNames } from '../../domain/analysis';
import type { Store } from '../../store/store';
import { arrive, claim, extraction, messageOf, newLead, openTestStore, openView } from './open-test-store';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

describe('the flow of a lead', () => {
  test('keeps what each of many runs at the same moment has learnt', async () => {
    const lead = newLead();
    const messages = slotNames.map((name, n) => ({ name, message: messageOf(lead, n + 1) }));
    for (const { message } of messages) {
      await arrive(store, message);
      await openView(store, message);
    }
    const claims = await Promise.all(
      messages.map(({ name, message }) =>
        claim(store, message, { extraction: extraction({ [name]: `said of ${name}` }) }),
      ),
    );
    expect(claims.filter(one => one.outcome === 'claimed')).toHaveLength(1);
    const stored = await store.flows.find(lead.locationId, lead.contactId);
    expect(stored?.version).toBe(slotNames.length);
    expect(stored?.flow.slots).toEqual(
      Object.fromEntries(slotNames.map(name => [name, { value: `said of ${name}`, confidence: 0.95 }])),
    );
  });

  test('is one for a contact, continued by each message and never begun anew', async () => {
    const lead = newLead();
    const said = [{ area: 'Fremont' }, { budget: '$800,000' }, {}];
    for (const [n, slots] of said.entries()) {
      const message = messageOf(lead, n + 1);
      await arrive(store, message);
      await openView(store, message);
      await claim(store, message, { extraction: extraction(slots) });
    }
    const stored = await store.flows.find(lead.locationId, lead.contactId);
    expect(stored).toMatchObject({
      version: 3,
      flow: { leadType: 'buyer', slots: { area: { value: 'Fremont' }, budget: { value: '$800,000' } } },
    });
    const rows = await store.database.query(
      'test-flow-rows',
      'select 1 from qualification_flows where location_id = $1 and contact_id = $2',
      [lead.locationId, lead.contactId],
    );
    expect(rows).toHaveLength(1);
  });

  test('is stored with the score, temperature and stage that code makes of it', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await openView(store, message);
    await claim(store, message, {
      extraction: extraction({ area: 'Fremont', budget: '$800,000', timeline: 'in 30 days' }),
    });
    const stored = await store.flows.find(message.locationId, message.contactId);
    const [row] = await store.database.query<{ score: number; temperature: string; stage: string }>(
      'test-flow-assessment',
      'select score, temperature, stage from qualification_flows where location_id = $1 and contact_id = $2',
      [message.locationId, message.contactId],
    );
    expect(row).toEqual({
      score: stored?.assessment.score,
      temperature: stored?.assessment.temperature,
      stage: stored?.assessment.stage,
    });
    expect(row).toMatchObject({ temperature: 'hot' });
  });

  test('remembers the question of the reply that went out, not of one that was stopped', async () => {
    const lead = newLead();
    const [first, second] = [messageOf(lead, 1), messageOf(lead, 2)];
    for (const message of [first, second]) await arrive(store, message);
    for (const message of [first, second]) await openView(store, message);
    await claim(store, second, { question: 'budget' });
    expect(await claim(store, first, { question: 'timeline' })).toMatchObject({ outcome: 'stopped' });
    expect((await store.flows.find(lead.locationId, lead.contactId))?.flow.lastQuestion).toBe('budget');
  });

  test('is not changed by a claim that is repeated', async () => {
    const message = messageOf(newLead(), 1);
    await arrive(store, message);
    await openView(store, message);
    for (const area of ['Fremont', 'Oakland'])
      await claim(store, message, { extraction: extraction({ area }) });
    const stored = await store.flows.find(message.locationId, message.contactId);
    expect(stored).toMatchObject({ version: 1, flow: { slots: { area: { value: 'Fremont' } } } });
  });
});
