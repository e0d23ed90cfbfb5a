import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { parseWebhookEvent } from '../../domain/ghl-event.schema';
import { createTableActivities } from '../../activities/activities';
import { sendId } from '../../domain/ids';
import { runIdOf, webhookWorkflowId } from '../../domain/workflow-ids';
import { endOf, inboundMessage, postWebhook, startProduct, type Product } from '../support/product';
import { newLead, rows, setUpTenant } from './lead';

describe('what was true a moment ago', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterAll(() => product.stop());

  const contactEvent = (type: string, fields: Readonly<Record<string, unknown>>) => ({
    type,
    webhookId: `webhook-${randomUUID()}`,
    ...fields,
  });

  test('does not make a run that opens again after its own claim give way to itself', async () => {
    const activities = createTableActivities(product.dependencies);
    const event = parseWebhookEvent(inboundMessage(), 'unused');
    if (!event?.locationId || !event.contactId || !event.messageId)
      throw new Error('the sample lost its ids');
    const { locationId, contactId, messageId } = event;
    const workflowId = webhookWorkflowId(locationId, event.webhookId);
    const input = { workflowId, runId: runIdOf(workflowId), event, receivedAt: new Date().toISOString() };
    await activities.openRun(input);
    const claim = () =>
      activities.claimReply({
        workflowId,
        locationId,
        contactId,
        messageId,
        sendId: sendId(workflowId),
        channel: 'SMS',
        replyTemplate: 'Hello!',
        replySource: 'template',
        actions: [],
        extraction: null,
        question: null,
        draftTemplate: null,
        disclosure: null,
        isWithheld: false,
        pause: null,
      });
    expect(await claim()).toEqual({ outcome: 'claimed' });
    // As after a kill in the middle of the task: both local activities run once more.
    expect((await activities.openRun(input)).gate.alreadyCovered).toBe(false);
    expect(await claim()).toEqual({ outcome: 'claimed' });
  });

  test('is asked of GHL again before an old tag or switch silences a lead', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I want to rent in Fremont');
    await product.dependencies.store.database.query(
      'test-stale',
      `update contacts set tags = '{AI-Off}', do_not_disturb = '{"SMS": "active"}', fetched_at = null where contact_id = $1`,
      [lead.contactId],
    );
    const workflow = await lead.writes('Are you there?');
    expect((await endOf(product, workflow)).status).toBe('answered');
  });

  test('changes with do-not-disturb switched on in GHL, at once and by channel', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I want to rent in Fremont');
    const event = contactEvent('ContactDndUpdate', {
      locationId: lead.locationId,
      id: lead.contactId,
      dnd: false,
      dndSettings: { SMS: { status: 'active' }, Email: { status: 'inactive' } },
    });
    const { body } = await postWebhook(product, event);
    await endOf(product, body.workflowId);
    const [contact] = await rows<{ do_not_disturb: Record<string, string>; fetched_at: Date | null }>(
      product,
      'select do_not_disturb, fetched_at from contacts where contact_id = $1',
      [lead.contactId],
    );
    expect(contact).toEqual({ do_not_disturb: { SMS: 'active', Email: 'inactive' }, fetched_at: null });
  });

  test('keeps START silent where the location is switched off, and takes it all the same', async () => {
    const lead = newLead(product);
    await lead.says('Hi, I want to rent in Fremont');
    await lead.says('STOP');
    await setUpTenant(product, lead.locationId, { mode: 'off' });
    const sent = lead.received().length;
    const run = await endOf(product, await lead.writes('START'));
    expect(run).toMatchObject({ status: 'ignored', replySource: 'none' });
    expect(lead.received()).toHaveLength(sent);
    const [conversation] = await rows<{ opted_out_at: Date | null }>(
      product,
      'select opted_out_at from conversations where contact_id = $1',
      [lead.contactId],
    );
    expect(conversation?.opted_out_at).toBeNull();
  });
});
