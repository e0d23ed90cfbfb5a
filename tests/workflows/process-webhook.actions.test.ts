import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SimulatedSend } from '../../simulator/ghl-state';
import {
  endOf,
  eventually,
  inboundMessage,
  postWebhook,
  startProduct,
  type Product,
} from '../support/product';
import { failWith, fullEndOf, newLead, rows, setUpTenant } from './lead';

const hot = 'I am pre-approved, budget 800k, 3 bedrooms in Fremont, need to move within 30 days';

describe('what is done in GHL besides the reply', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const actionsOf = (workflowId: string) =>
    rows<{ type: string; status: string }>(
      product,
      "select action->>'type' as type, status from run_actions where workflow_id = $1 order by position",
      [workflowId],
    );

  test('comes after the message, so that no tag starts a workflow before it', async () => {
    const lead = newLead(product);
    let tagsAtTheSend: readonly string[] | undefined;
    const look = (send: SimulatedSend): void => {
      if (send.contactId === lead.contactId) tagsAtTheSend = [...lead.inGhl().tags];
    };
    product.ghl.state.events.on('send', look);
    const run = await lead.says(hot);
    product.ghl.state.events.off('send', look);
    expect(tagsAtTheSend).toEqual([]);
    expect(lead.inGhl().tags).toEqual(expect.arrayContaining(['AI-Engaged', 'Hot-Lead']));
    expect(run).toMatchObject({ leadTemperature: 'hot' });
    expect((await actionsOf(run.workflowId)).every(action => action.status === 'done')).toBe(true);
  });

  test('waits for GHL while the reply is out and the run has ended', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, {
      kind: 'status',
      status: 500,
      times: 1,
      match: { path: `${lead.contactId}/tags` },
    });
    const workflowId = await lead.writes('Hi, I want to buy in Fremont');
    expect(await endOf(product, workflowId)).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
    await fullEndOf(product, workflowId);
    expect(lead.inGhl().tags).toContain('AI-Engaged');
  });

  test('and is refused by GHL does not hold back the rest, nor the reply', async () => {
    const lead = newLead(product);
    await failWith(product.ghl, { kind: 'status', status: 422, match: { path: `${lead.contactId}/tags` } });
    const run = await lead.says(hot);
    expect(run).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
    const actions = await actionsOf(run.workflowId);
    expect(actions.filter(action => action.type === 'add_tag').length).toBeGreaterThan(0);
    for (const { type, status } of actions) expect(status).toBe(type === 'add_tag' ? 'failed' : 'done');
    expect(actions).toContainEqual({ type: 'add_note', status: 'done' });
  });

  test('and shows when done twice is left to a person when its end was not heard of', async () => {
    const lead = newLead(product);
    const path = `${lead.contactId}/notes`;
    await failWith(product.ghl, { kind: 'accept_then_disconnect', match: { path } });
    const run = await lead.says(hot);
    expect(run).toMatchObject({ status: 'answered' });
    expect(product.ghl.state.notes.filter(note => note.contactId === lead.contactId)).toHaveLength(1);
    expect(await actionsOf(run.workflowId)).toContainEqual({ type: 'add_note', status: 'failed' });
  });

  test('is what the waiting caller is told of, and nothing else', async () => {
    const lead = newLead(product);
    const { locationId, contactId } = lead;
    const message = inboundMessage({
      locationId,
      contactId,
      body: 'Hello, I want to sell my condo in Hayward',
    });
    const { body } = await postWebhook(product, message, { prefer: 'wait=10' });
    await fullEndOf(product, body.workflowId ?? '');
    expect(body.actions).toEqual(lead.inGhl().tags.map(tag => ({ type: 'add_tag', tag })));
    expect(lead.inGhl().tags).toEqual(['AI-Engaged', expect.stringMatching(/^(Hot|Warm|Cold)-Lead$/)]);
  });

  test('changes the tag when a cold lead becomes hot, and starts the workflow for hot leads', async () => {
    const lead = newLead(product);
    await setUpTenant(product, lead.locationId, {
      hotLeadWorkflowId: 'workflow-for-hot-leads',
      customFields: { score: 'field-score', budget: 'field-budget' },
    });
    await lead.says('Hi there');
    expect(lead.inGhl().tags).toContain('Cold-Lead');
    await lead.says(hot);
    expect(lead.inGhl().tags).toContain('Hot-Lead');
    expect(lead.inGhl().tags).not.toContain('Cold-Lead');
    const starts = product.ghl.state.workflowStarts.filter(start => start.contactId === lead.contactId);
    expect(starts.map(start => start.workflowId)).toEqual(['workflow-for-hot-leads']);
    expect(lead.inGhl().customFields.map(field => field.id)).toEqual(
      expect.arrayContaining(['field-score', 'field-budget']),
    );
  });
});

describe('people are told', () => {
  let product: Product;
  let slack: Server;
  let answer = 200;
  let posts: string[] = [];
  beforeAll(async () => {
    product = await startProduct();
    slack = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        posts.push(body);
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>(resolve => slack.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterEach(() => {
    answer = 200;
    posts = [];
  });
  afterAll(async () => {
    await product.stop();
    slack.closeAllConnections();
    await new Promise(resolve => slack.close(resolve));
  });

  const leadWithSlack = async () => {
    const lead = newLead(product);
    const webhookUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/`;
    await setUpTenant(product, lead.locationId, { notifications: { webhookUrl } });
    return lead;
  };

  test('of a hot lead by task and by webhook, once, without personal data', async () => {
    const lead = await leadWithSlack();
    const run = await lead.says(hot);
    await product.client.workflow.getHandle(`${run.workflowId}/notifications`).result();
    expect(lead.tasks()).toEqual(['A lead became hot']);
    expect(posts).toHaveLength(1);
    expect(JSON.parse(posts[0] ?? '')).toEqual({ text: expect.stringContaining('A lead became hot') });
    expect(posts[0]).not.toMatch(/800|Fremont/);
    expect(posts[0]).not.toContain(lead.inGhl().firstName);
  });

  test('by task and record also while their webhook is down, and the reply knows nothing of it', async () => {
    answer = 500;
    const lead = await leadWithSlack();
    const run = await lead.says(hot);
    expect(run).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(1);
    await eventually(async () => lead.tasks().includes('A lead became hot'), 'the task');
    await eventually(async () => posts.length >= 2, 'another attempt at the webhook');
    const found = () =>
      rows<{ channel: string }>(
        product,
        'select channel from notifications where workflow_id = $1 order by channel',
        [run.workflowId],
      );
    expect(await found()).toEqual([{ channel: 'record' }, { channel: 'task' }]);
    answer = 200;
    await product.client.workflow.getHandle(`${run.workflowId}/notifications`).result();
    expect(await found()).toEqual([{ channel: 'record' }, { channel: 'task' }, { channel: 'webhook' }]);
    expect(lead.received()).toHaveLength(1);
    expect(lead.tasks()).toEqual(['A lead became hot']);
  });

  test('of a lead who asks for a person by one task, not by one for each message', async () => {
    const lead = await leadWithSlack();
    await lead.says('Can I talk to a real person please?');
    expect(lead.inGhl().tags).toContain('Needs-Human');
    expect(lead.tasks()).toEqual(['A lead needs a person']);
  });
});
