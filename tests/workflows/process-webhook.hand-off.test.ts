import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { endOf, startProduct, type Product } from '../support/product';
import { failWith, newLead, rows, setUpTenant, startAfresh, type Lead } from './lead';

let product: Product;
beforeAll(async () => (product = await startProduct()), 60_000);
afterAll(() => product.stop());
beforeEach(() => startAfresh(product.claude));

const notes = (lead: Lead): string[] =>
  product.ghl.state.notes.filter(note => note.contactId === lead.contactId).map(note => note.body);
const messages = (lead: Lead): string[] => lead.received().map(send => send.message ?? '');
const pause = async (lead: Lead) => {
  const [row] = await rows<{ paused_until: Date | null; paused_reason: string | null }>(
    product,
    'select paused_until, paused_reason from conversations where contact_id = $1',
    [lead.contactId],
  );
  return row;
};
const hoursAhead = (date: Date | null | undefined): number =>
  ((date?.getTime() ?? 0) - Date.now()) / 3_600_000;

describe('a conversation is handed to a person', () => {
  test.each([
    ['asks for one', 'Can I talk to a real person please?', 'the lead asks for a person'],
    ['asks for a call', 'Please call me tomorrow', 'the lead asks for a call'],
    ['is angry', 'This is ridiculous, you idiots', 'the lead is angry'],
    [
      'asks for legal advice',
      'Is it legal for my landlord to evict me without notice?',
      'asks for legal advice',
    ],
    ['asks in Spanish', 'Quiero hablar con una persona real', 'the lead asks for a person'],
  ])('when the lead %s: told so, draft, tag, task, and the bot sleeps', async (_what, text, why) => {
    const lead = newLead(product);
    await lead.says('Hi, I want to buy a house in Oakland');
    const run = await lead.says(text);
    expect(run).toMatchObject({ status: 'handed_off', replySource: 'template' });
    expect(run.explanation).toContain(why);
    expect(run.explanation).toContain('the lead was told so');
    expect(messages(lead)).toHaveLength(2);
    expect(messages(lead)[1]).toMatch(/passing this on|Lo paso a nuestro equipo/);
    expect(notes(lead).filter(note => note.startsWith('Draft by the assistant, not sent:\n'))).toHaveLength(
      1,
    );
    expect(lead.inGhl().tags).toContain('Needs-Human');
    expect(lead.tasks()).toContain('A lead needs a person');
    const sleep = await pause(lead);
    expect(hoursAhead(sleep?.paused_until)).toBeGreaterThan(23.9);
    expect(sleep?.paused_reason).toContain(why);

    const next = await lead.says('Hello?');
    expect(next).toMatchObject({ status: 'paused', costUsd: 0 });
    expect(next.explanation).toContain(why);
    expect(messages(lead)).toHaveLength(2);
  });

  test('above the value that the tenant leaves to the assistant, and not below', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { handOff: { valueAboveUsd: 1_000_000 } });
    expect(await lead.says('I want to buy a house in Oakland for 900k')).toMatchObject({
      status: 'answered',
    });
    const other = newLead(product, lead.locationId);
    const run = await other.says('I want to buy a house in Oakland for 1.2 million');
    expect(run).toMatchObject({ status: 'handed_off' });
    expect(run.explanation).toContain('above $1,000,000');
  });

  test('when Claude is not sure what the lead wants', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { handOff: { confidenceBelow: 0.95 } });
    const run = await lead.says('hmm well you know');
    expect(run).toMatchObject({ status: 'handed_off' });
    expect(run.explanation).toContain('not sure what the lead wants');
  });

  test('in silence, where the tenant wants it so', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { handOff: { acknowledge: false, sleepHours: 2 } });
    const run = await lead.says('I want to talk to a human');
    expect(run).toMatchObject({ status: 'handed_off', replySource: 'none' });
    expect(run.explanation).toContain('nothing was sent');
    expect(messages(lead)).toEqual([]);
    expect(notes(lead)).toHaveLength(1);
    expect(lead.tasks()).toContain('A lead needs a person');
    expect(hoursAhead((await pause(lead))?.paused_until)).toBeLessThan(2.01);
  });

  test('and goes on with the bot once the person has answered and the takeover is over', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { takeoverSleepMinutes: 0 });
    await lead.says('I want to talk to a human');
    await endOf(product, await lead.isWrittenTo('Hi, Ann here. Ask me anything.'));
    expect(await lead.says('Any condo in Hayward?')).toMatchObject({ status: 'answered' });
  });

  test('and its reply is never cached for others', async () => {
    const lead = newLead(product);
    await lead.says('I want to talk to a human about a condo');
    const other = newLead(product, lead.locationId);
    expect(await other.says('I want to talk to a human about a condo')).toMatchObject({
      status: 'handed_off',
    });
  });

  test('when the budget is spent: without a call, told so, with a task', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { budgets: { dailyUsd: 0.000_001 } });
    const run = await lead.says('I want to buy a house in Oakland for 900k');
    expect(run).toMatchObject({ status: 'handed_off', replySource: 'template', costUsd: 0 });
    expect(run.explanation).toContain('budget for Claude is used up');
    expect(messages(lead)).toEqual([expect.stringContaining('passing this on')]);
    expect(lead.tasks()).toContain('A lead needs a person');
    expect(
      await rows(product, 'select 1 from claude_calls where workflow_id = $1', [run.workflowId]),
    ).toEqual([]);
  });
});

describe('a location in draft mode', () => {
  test('gets each reply as a note and nothing is sent, once', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { mode: 'draft' });
    const run = await lead.says('Hi, I want to buy a house in Oakland');
    expect(run).toMatchObject({ status: 'handed_off', replySource: 'none' });
    expect(run.explanation).toMatch(/^drafted, not sent/);
    expect(messages(lead)).toEqual([]);
    expect(notes(lead)).toEqual([expect.stringMatching(/^Draft by the assistant, not sent:\n.*budget/is)]);
    // The bot does not sleep: the next message is drafted, too.
    await lead.says('My budget is 900k');
    expect(notes(lead)).toHaveLength(2);
    expect(messages(lead)).toEqual([]);
  });

  test('gets prepared replies as notes, too, and obeys an opt-out', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { mode: 'draft' });
    await lead.says('HELP');
    expect(notes(lead)).toEqual([expect.stringContaining('STOP to end messages')]);
    expect(await lead.says('STOP')).toMatchObject({ status: 'opted_out' });
    expect(messages(lead)).toEqual([]);
  });

  test('tells who waits that there is no message', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { mode: 'draft' });
    const workflowId = await lead.writes('Hi, I want to buy a house in Oakland');
    await endOf(product, workflowId);
    expect(await product.dependencies.store.sends.reply(workflowId)).toBeNull();
  });
});

describe('a disclosure', () => {
  const disclosure = 'Written by our digital assistant.';

  test('goes with the first message to a lead, and with no other', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { disclosure });
    await lead.says('Hi, I want to buy a house in Oakland');
    await lead.says('My budget is 900k');
    expect(messages(lead)[0]).toMatch(/\nWritten by our digital assistant\.$/);
    expect(messages(lead)[1]).not.toContain(disclosure);
  });

  test('goes with a prepared reply and with one from the cache, too', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { disclosure });
    await lead.says('Hi, I want to buy a house in Oakland');
    const other = newLead(product, lead.locationId);
    expect(await other.says('Hi, I want to buy a house in Oakland')).toMatchObject({ replySource: 'cache' });
    expect(messages(other)[0]).toContain(disclosure);
    await failWith(product.claude, { kind: 'status', status: 400, times: 3 });
    const third = newLead(product, lead.locationId);
    expect(await third.says('Hi, I want to rent a loft')).toMatchObject({ replySource: 'template' });
    expect(messages(third)[0]).toContain(disclosure);
  });

  test('leaves the message within what the channel carries', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, { disclosure, smsMaxCharacters: 160 });
    const reply = `${'A house in Oakland is a fine thing to look for. '.repeat(4)}When would you like to move?`;
    const text = JSON.stringify({ reply, asks: 'timeline' });
    await failWith(product.claude, { kind: 'answer', text, match: { task: 'reply' } });
    expect(await lead.says('Hi, I want to buy a house in Oakland')).toMatchObject({ replySource: 'claude' });
    expect(messages(lead)[0]).toContain(disclosure);
    expect(messages(lead)[0]?.length).toBeLessThanOrEqual(160);
  });
});
