import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { claudeCalls, newLead, rows, setUpTenant, type Lead } from './lead';

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 60 * 60 * 1_000).toISOString();

describe('the gate before anything is paid', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ createTenantsOnFirstSight: false })), 60_000);
  afterAll(() => product.stop());

  const leadOf = async (settings: Readonly<Record<string, unknown>> = {}): Promise<Lead> => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, settings);
    return lead;
  };

  /** Says something that must not be answered, and makes sure that it was not, nor paid for. */
  const isStopped = async (lead: Lead, fields: Readonly<Record<string, unknown>> = {}) => {
    const before = claudeCalls(product);
    const run = await lead.says('Hi, I am looking for a 3 bedroom in Fremont', fields);
    expect(lead.received()).toEqual([]);
    expect(claudeCalls(product)).toEqual(before);
    return run;
  };

  test('lets a message of a location with a token and a name alone through', async () => {
    const lead = await leadOf();
    expect(await lead.says('Hi, I am looking for a house')).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
  });

  test('makes a task of a message that is too old to be answered', async () => {
    const lead = await leadOf();
    const run = await isStopped(lead, { dateAdded: hoursAgo(30) });
    expect(run).toMatchObject({
      status: 'ignored',
      explanation: 'not answered: the message is 30 h old; it became a task for a person',
    });
    expect(lead.tasks()).toEqual(['A lead wrote some time ago']);
  });

  test('takes the age from the location', async () => {
    const patient = await leadOf({ maxAnswerAgeHours: 48 });
    expect(await patient.says('Hi, is it still free?', { dateAdded: hoursAgo(30) })).toMatchObject({
      status: 'answered',
    });
  });

  test('records an event that is older than duplicates are remembered, and does nothing else', async () => {
    const lead = await leadOf({ maxAnswerAgeHours: 720 });
    const run = await isStopped(lead, { dateAdded: hoursAgo(24 * 31) });
    expect(run).toMatchObject({ status: 'ignored' });
    expect(run.explanation).toContain('more than duplicates are remembered for');
    expect(lead.tasks()).toEqual([]);
  });

  test('stops at a tag that silences the bot', async () => {
    const lead = await leadOf();
    lead.inGhl().tags.push('ai-off');
    expect(await isStopped(lead)).toMatchObject({
      status: 'paused',
      explanation: 'not answered: the contact has the tag AI-Off',
    });
  });

  test('stops where a tag is asked for that the contact does not have, and goes on where it does', async () => {
    const lead = await leadOf({ requiredTags: ['Needs Qualifying'] });
    expect(await isStopped(lead)).toMatchObject({
      status: 'ignored',
      explanation: 'not answered: the contact has none of the tags Needs Qualifying',
    });
    const tagged = newLead(product, lead.locationId);
    tagged.inGhl().tags.push('needs qualifying');
    expect(await tagged.says('Hi, I want to buy')).toMatchObject({ status: 'answered' });
  });

  test.each([
    ['for every channel', (lead: Lead) => (lead.inGhl().dnd = true)],
    ['for this channel', (lead: Lead) => (lead.inGhl().dndSettings['SMS'] = { status: 'active' })],
  ])('stops at the do-not-disturb of GHL %s', async (_which, disturbNot) => {
    const lead = await leadOf();
    disturbNot(lead);
    expect(await isStopped(lead)).toMatchObject({
      status: 'opted_out',
      explanation: 'not answered: do-not-disturb is on for this contact',
    });
  });

  test('lets a message by another channel through', async () => {
    const lead = await leadOf();
    lead.inGhl().dndSettings['Email'] = { status: 'active' };
    expect(await lead.says('Hi, I want to buy')).toMatchObject({ status: 'answered' });
  });

  test('stops where the location is switched off, and takes an opt-out all the same', async () => {
    const lead = await leadOf({ mode: 'off' });
    expect(await isStopped(lead)).toMatchObject({
      status: 'ignored',
      explanation: 'not answered: this location is switched off',
    });
    expect(await lead.says('STOP')).toMatchObject({ status: 'opted_out' });
    expect(lead.inGhl().tags).toContain('TCPA-Opt-Out');
  });

  test('stops at a message that was answered before and comes again another way', async () => {
    const lead = await leadOf();
    const messageId = `message-of-${lead.contactId}`;
    await lead.says('Hi, I want to buy', { messageId });
    const again = await lead.says('Hi, I want to buy', { messageId });
    expect(again).toMatchObject({ status: 'superseded' });
    expect(lead.received()).toHaveLength(1);
  });

  test('asks GHL about a contact once, not with each message', async () => {
    const lead = await leadOf();
    await lead.says('Hi, I want to buy');
    const asked = product.ghl.state.requests['get-contact'];
    await lead.says('In Fremont');
    expect(product.ghl.state.requests['get-contact']).toBe(asked);
    const [contact] = await rows<{ first_name: string }>(
      product,
      'select first_name from contacts where contact_id = $1',
      [lead.contactId],
    );
    expect(contact?.first_name).toBe(lead.inGhl().firstName);
  });
});
