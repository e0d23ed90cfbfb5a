import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClosingActivities, type ClosedRun } from '../../activities/close-run';
import { createNotificationActivities, type NotifyInput } from '../../activities/notify';
import { contactId, locationId } from '../../domain/ids';
import {
  arrive,
  callToBook,
  messageOf,
  type Arrived,
  type Lead as StoredLead,
} from '../store/open-test-store';
import { eventually, startProduct, type Product } from '../support/product';
import { newLead, rows, setUpTenant } from './lead';

describe('a budget that is nearly spent', () => {
  let product: Product;
  let slack: Server;
  const posted: string[] = [];
  beforeAll(async () => {
    product = await startProduct();
    slack = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => posted.push(text));
      request.on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await once(slack, 'listening');
  }, 60_000);
  afterAll(async () => {
    await new Promise(resolve => slack.close(resolve));
    await product.stop();
  });

  /** A lead at a location that has spent nine tenths of its day. */
  async function nearlySpent(): Promise<StoredLead> {
    const lead = newLead(product);
    const webhookUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}`;
    await setUpTenant(product, lead.locationId, { notifications: { tasks: true, webhookUrl } });
    const stored = { locationId: locationId(lead.locationId), contactId: contactId(lead.contactId) };
    const caps = { dailyUsd: 1, monthlyUsd: null, contactMonthlyUsd: null };
    await product.dependencies.store.claudeCalls.asked(callToBook({ ...stored, reservedUsd: 0.9, caps }));
    return stored;
  }

  async function ends(message: Arrived): Promise<ClosedRun> {
    await arrive(product.dependencies.store, message);
    return createClosingActivities(product.dependencies).closeRun({
      ...{ workflowId: message.workflowId, status: 'answered', replySource: 'claude', leadTemperature: null },
      ...{ explanation: 'a test', errorCode: null, timings: {} },
    });
  }

  test('is for the run that ends next to tell, and for no other', async () => {
    const lead = await nearlySpent();
    const first = await ends(messageOf(lead, 1));
    expect(first.notifications).toMatchObject([
      { kind: 'budget_warning', message: expect.stringContaining('Of the daily cap of $1.00') },
    ]);
    expect(await ends(messageOf(lead, 2))).toEqual({ notifications: [] });
    expect(await ends(messageOf(lead, 1))).toEqual(first);
  });

  test('is told to operators and by webhook, once each, and makes no task about the lead', async () => {
    const lead = await nearlySpent();
    const message = messageOf(lead, 1);
    const [notification] = (await ends(message)).notifications;
    if (!notification) throw new Error('there is nothing to tell');
    const input: NotifyInput = { ...lead, workflowId: message.workflowId, agentId: null, notification };
    const activities = createNotificationActivities(product.dependencies);
    for (let time = 0; time < 2; time += 1) {
      await activities.recordNotification(input);
      await activities.notifyByTask(input);
      await activities.notifyByWebhook(input);
    }
    const told = await rows<{ channel: string }>(
      product,
      `select channel, kind from notifications where location_id = $1 order by channel`,
      [lead.locationId],
    );
    expect(told).toEqual([
      { channel: 'record', kind: 'budget_warning' },
      { channel: 'webhook', kind: 'budget_warning' },
    ]);
    expect(posted).toEqual([expect.stringContaining('$0.90 is spent or reserved')]);
    expect(product.ghl.state.tasks.filter(task => task.contactId === lead.contactId)).toEqual([]);
  });

  test('reaches the tenant’s webhook by a run of the location, whatever that run itself is', async () => {
    const lead = await nearlySpent();
    posted.length = 0;
    await newLead(product, lead.locationId).says('STOP');
    await eventually(
      async () => posted.some(text => text.includes('daily cap of $1.00')),
      'the warning is told',
    );
  });
});
