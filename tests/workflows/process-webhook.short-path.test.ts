import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOf, inboundMessage, postWebhook, startProduct, type Product } from '../support/product';
import { eventsOf, executionsOf } from './history';
import { newLead } from './lead';

describe('an event that needs no answer', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct({ createTenantsOnFirstSight: false })), 60_000);
  afterAll(() => product.stop());

  const runOf = async (fields: Readonly<Record<string, unknown>>) => {
    const { status, body } = await postWebhook(product, inboundMessage(fields));
    expect(status).toBe(200);
    return endOf(product, body.workflowId);
  };

  test.each(['ContactCreate', 'OpportunityStageUpdate', 'AppointmentCreate', 'SomethingOfNextYear'])(
    'of the type %s is recorded and acknowledged',
    async type => {
      const run = await runOf({ type });
      expect(run).toMatchObject({
        status: 'ignored',
        eventType: type,
        replySource: 'none',
        explanation: `recorded: ${type} needs no answer`,
        costUsd: 0,
      });
    },
  );

  test('takes one workflow task, six events in all, and no child', async () => {
    const run = await runOf({ type: 'ContactUpdate' });
    // Another event here is another hop to the server for each of the very many events that GHL sends:
    // a change must be deliberate.
    expect(await eventsOf(product, run.workflowId)).toEqual([
      'WORKFLOW_EXECUTION_STARTED',
      'WORKFLOW_TASK_SCHEDULED',
      'WORKFLOW_TASK_STARTED',
      'WORKFLOW_TASK_COMPLETED',
      'MARKER_RECORDED',
      'WORKFLOW_EXECUTION_COMPLETED',
    ]);
    expect(await executionsOf(product, run.workflowId)).toBe(1);
  });

  test.each([
    ['a call', { messageType: 'Call', body: 'voicemail left' }],
    ['a picture without words', { body: '', attachments: ['https://example.com/house.jpg'] }],
    ['a message without a contact', { contactId: undefined }],
  ])('because it is %s is recorded', async (_what, fields) => {
    expect(await runOf(fields)).toMatchObject({ status: 'ignored', costUsd: 0 });
  });

  test('because its location was never set up is recorded, and says what to do', async () => {
    const lead = newLead(product);
    const run = await lead.says('Hi, I want to buy a house');
    expect(run).toMatchObject({ status: 'ignored', costUsd: 0 });
    expect(run.explanation).toContain('PUT /v1/tenants/{locationId}');
    expect(lead.received()).toEqual([]);
  });

  test('because it names no location is recorded', async () => {
    const run = await runOf({ locationId: undefined, webhookId: `webhook-${randomUUID()}` });
    expect(run).toMatchObject({ status: 'ignored', locationId: null });
    expect(run.workflowId).toMatch(/^webhook\/none\//);
  });

  test('and comes with hostile fields changes nothing', async () => {
    const run = await runOf({
      type: '__proto__',
      contactId: { $ne: null },
      body: ['not', 'text'],
      dateAdded: 'yesterday',
      messageId: 12,
    });
    expect(run).toMatchObject({ status: 'ignored' });
    expect(product.ghl.state.sends).toEqual([]);
  });
});
