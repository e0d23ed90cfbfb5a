import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, startProduct, type Product } from '../support/product';
import { impatientClients, startActivityWorkers } from './activity-workers';
import { failWith, startAfresh, newLead, rows } from './lead';

const sending = { path: '/conversations/messages', method: 'POST' };

describe('when GHL fails', () => {
  let product: Product;
  let endWorkers: () => Promise<void>;
  beforeAll(async () => {
    product = await startProduct({ withoutActivityWorkers: true });
    endWorkers = await startActivityWorkers(product, impatientClients(product));
  }, 60_000);
  afterAll(async () => {
    await endWorkers();
    await product.stop();
  });
  beforeEach(() => startAfresh(product.ghl));

  const sendOf = async (workflowId: string) => {
    const [send] = await rows<{ status: string; attempts: number; ghl_message_id: string | null }>(
      product,
      'select status, attempts, ghl_message_id from sends where workflow_id = $1',
      [workflowId],
    );
    return send;
  };

  test.each([
    ['429 and asks to wait', { kind: 'status', status: 429, retryAfterSeconds: 1 } as const],
    ['500', { kind: 'status', status: 500 } as const],
    ['502', { kind: 'status', status: 502 } as const],
  ])('the first time with %s, the message goes out once', async (_what, fault) => {
    const lead = newLead(product);
    await failWith(product.ghl, { ...fault, match: sending });
    const run = await lead.says('Hi, I want to buy in Fremont');
    expect(run).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
    expect(await sendOf(run.workflowId)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  test.each(['accept_then_hang', 'accept_then_disconnect'] as const)(
    'by taking the message and never saying so (%s), it is found in the conversation and not sent again',
    async kind => {
      const lead = newLead(product);
      await failWith(product.ghl, { kind, match: sending });
      const run = await lead.says('Hi, I want to buy in Oakland');
      expect(run).toMatchObject({ status: 'answered' });
      const sent = lead.received();
      expect(sent).toHaveLength(1);
      expect(await sendOf(run.workflowId)).toMatchObject({
        status: 'sent',
        attempts: 1,
        ghl_message_id: sent[0]?.messageId,
      });
    },
  );

  test('by hanging without taking the message, it is looked for in vain and then goes out once', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, { kind: 'hang', match: sending });
    const run = await lead.says('Hi, I want to buy in Hayward');
    expect(run).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
    expect(await sendOf(run.workflowId)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  test('by refusing the message, the run fails and says so, the contact is marked, and a person is told', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, { kind: 'status', status: 422, match: sending });
    const run = await lead.says('Hi, I want to buy in Union City');
    expect(run).toMatchObject({
      status: 'failed',
      replySource: 'none',
      errorCode: 'ghl_rejected',
      explanation: 'not answered: GHL refused the message for good',
    });
    const description = await product.client.workflow.getHandle(run.workflowId).describe();
    expect(description.status.name).toBe('FAILED');
    expect(lead.received()).toEqual([]);
    expect(await sendOf(run.workflowId)).toMatchObject({ status: 'failed', attempts: 1 });
    // Tags that tell of a reply ("AI-Engaged") must not stand where there was none.
    expect(lead.inGhl().tags).toEqual(['Delivery-Failed']);
    await eventually(async () => lead.tasks().includes('A lead got no reply'), 'the task');
    const told = await eventually(async () => {
      const found = await rows<{ kind: string; priority: string }>(
        product,
        "select kind, priority from notifications where workflow_id = $1 and channel = 'record'",
        [run.workflowId],
      );
      return found.length > 0 && found;
    }, 'the notification');
    expect(told).toEqual([{ kind: 'failure', priority: 'critical' }]);
  });

  test('by refusing the token, the run says what to do', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, { kind: 'status', status: 401, match: sending });
    expect(await lead.says('Hi, I want to buy in San Leandro')).toMatchObject({
      status: 'failed',
      errorCode: 'ghl_unauthorized',
      explanation: 'not answered: GHL refused the token of this location; install or set it again',
    });
  });

  test('a lead whose message failed is answered the next time', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, { kind: 'status', status: 422, match: sending });
    await lead.says('Hi, I want to buy in Castro Valley');
    expect(await lead.says('Hello?')).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
  });

  test('to tell who the contact is, the lead is answered without a name', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, {
      kind: 'status',
      status: 500,
      times: 3,
      match: { path: `/contacts/${lead.contactId}` },
    });
    const run = await lead.says('Hi, I want to buy in Livermore');
    expect(run).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
    expect(lead.received()[0]?.message).not.toMatch(/[{}]/);
  });
});
