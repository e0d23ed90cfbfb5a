import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../support/product';
import { impatientClients, startActivityWorkers } from './activity-workers';
import { claudeCalls, failWith, startAfresh, newLead, rows } from './lead';

const template = 'Thanks for your message!';

describe('when Claude fails', () => {
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
  beforeEach(() => startAfresh(product.claude));

  const calls = (workflowId: string) =>
    rows<{ task: string; status: string }>(
      product,
      'select task, status from claude_calls where workflow_id = $1 order by task, asked_at',
      [workflowId],
    );

  test('for good (500 each time), the lead gets a prepared reply, once, and nothing is guessed', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'status', status: 500, times: 50 });
    const run = await lead.says('Hi, I want to buy in Fremont, budget 800k');
    expect(run).toMatchObject({ status: 'answered', replySource: 'template', leadTemperature: 'cold' });
    expect(lead.received().map(send => send.message)).toEqual([expect.stringContaining(template)]);
    // All three at once, four times.
    expect((await calls(run.workflowId)).map(call => call.task)).toEqual([
      ...Array<string>(4).fill('qualification'),
      ...Array<string>(4).fill('reply'),
      ...Array<string>(4).fill('semantic'),
    ]);
    const [flow] = await rows(
      product,
      'select 1 from qualification_flows where contact_id = $1 and score > 0',
      [lead.contactId],
    );
    expect(flow).toBeUndefined();
  });

  test('for a moment (529 once), another model answers in its place, and is booked with its own name', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'status', status: 529, match: { task: 'reply' } });
    const run = await lead.says('Hi, I want a condo in Oakland');
    expect(run).toMatchObject({ replySource: 'claude' });
    expect(lead.received()).toHaveLength(1);
    const replies = await rows(
      product,
      "select model, status from claude_calls where workflow_id = $1 and task = 'reply' order by asked_at",
      [run.workflowId],
    );
    expect(replies).toEqual([
      { model: 'claude-sonnet-5-5', status: 'failed' },
      { model: 'claude-sonnet-5', status: 'answered' },
    ]);
  });

  test('in all models of a route (529), the question is left to the next attempt', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'status', status: 529, times: 3, match: { task: 'reply' } });
    const run = await lead.says('Hi, I want a cottage in Carmel');
    expect(run).toMatchObject({ replySource: 'claude' });
    const replies = (await calls(run.workflowId)).filter(call => call.task === 'reply');
    expect(replies.map(call => call.status)).toEqual(['failed', 'failed', 'failed', 'answered']);
  });

  test('with 429, it is left alone for as long as it asks', async () => {
    const lead = newLead(product);
    await failWith(product.claude, {
      kind: 'status',
      status: 429,
      retryAfterSeconds: 3,
      match: { task: 'reply' },
    });
    const run = await lead.says('Hi, I want a loft in Berkeley');
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
    const [first, second] = await rows<{ asked_at: Date; status: string }>(
      product,
      "select asked_at, status from claude_calls where workflow_id = $1 and task = 'reply' order by asked_at",
      [run.workflowId],
    );
    expect(first?.status).toBe('failed');
    const waitedMs = (second?.asked_at.getTime() ?? 0) - (first?.asked_at.getTime() ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(3_000);
  });

  test('by a request it refuses (400), it is not asked again', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'status', status: 400, times: 50 });
    const run = await lead.says('Hi, I want a farm in Gilroy');
    expect(run).toMatchObject({ status: 'answered', replySource: 'template', costUsd: 0 });
    expect(await calls(run.workflowId)).toEqual([
      { task: 'qualification', status: 'failed' },
      { task: 'reply', status: 'failed' },
      { task: 'semantic', status: 'failed' },
    ]);
  });

  test('at a spend limit, it is not asked again either', async () => {
    const lead = newLead(product);
    const errorCode = 'enforced_spend_limit_reached';
    await failWith(product.claude, { kind: 'status', status: 429, errorCode, times: 50 });
    const run = await lead.says('Hi, I want a cabin in Tahoe');
    expect(run).toMatchObject({ status: 'answered', replySource: 'template' });
    expect(await calls(run.workflowId)).toHaveLength(3);
  });

  test('by hanging in one analysis, the lead does not wait for long, and what was answered is not asked again', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'hang', times: 50, match: { task: 'semantic' } });
    const run = await lead.says('I need 3 bedrooms in San Jose for 900k');
    expect(run).toMatchObject({ status: 'answered', replySource: 'template' });
    expect(lead.received()).toHaveLength(1);
    // Four attempts of a second each, and what lies between them.
    expect(run.timings['claude_analysis']).toBeGreaterThanOrEqual(4_000);
    expect(run.timings['claude_analysis']).toBeLessThan(20_000);
    expect(await calls(run.workflowId)).toEqual([
      { task: 'qualification', status: 'answered' },
      { task: 'reply', status: 'answered' },
      ...Array<object>(4).fill({ task: 'semantic', status: 'unknown' }),
    ]);
    // The next message reads the whole conversation, so nothing that was told is lost.
    await startAfresh(product.claude);
    await lead.says('Are you there?');
    const [flow] = await rows<{ score: number }>(
      product,
      'select score from qualification_flows where contact_id = $1',
      [lead.contactId],
    );
    expect(flow?.score).toBeGreaterThan(0);
  });

  test('by hanging once over the reply, it is asked again; the call whose answer never came is booked as unknown', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'accept_then_hang', match: { task: 'reply' } });
    const run = await lead.says('Hi, I want a duplex in Alameda');
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
    expect(lead.received()).toHaveLength(1);
    expect((await calls(run.workflowId)).filter(call => call.task === 'reply')).toEqual([
      { task: 'reply', status: 'unknown' },
      { task: 'reply', status: 'answered' },
    ]);
  });

  test.each([
    ['no JSON', { text: 'Sure! The lead wants to buy.' }],
    ['JSON of another form', { text: '{"intent": "buy", "confidence": 95}' }],
    ['cut short', { stopReason: 'max_tokens' }],
    ['a refusal', { stopReason: 'refusal' }],
  ])('with an analysis that is %s, it is asked again and nothing of it is kept', async (_what, answer) => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'answer', ...answer, match: { task: 'semantic' } });
    const run = await lead.says('Hi, I want to sell my house in Dublin');
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
    const [bad, good] = (await calls(run.workflowId)).filter(call => call.task === 'semantic');
    expect(bad?.status).toBe('failed');
    expect(good?.status).toBe('answered');
    // What cannot be used is paid for all the same, and counts.
    const costs = await rows<{ cost_usd: number }>(
      product,
      'select cost_usd from claude_calls where workflow_id = $1',
      [run.workflowId],
    );
    expect(costs.map(call => Number(call.cost_usd)).filter(cost => cost <= 0)).toEqual([]);
    const paid = costs.reduce((sum, call) => sum + Number(call.cost_usd), 0);
    // The run's cost is rounded to a millionth.
    expect(run.costUsd).toBeCloseTo(paid, 5);
  });

  test('with a reply that is not fit to send twice, a person is asked, and the lead is told so', async () => {
    const lead = newLead(product);
    const text = JSON.stringify({
      reply: 'See https://phishing.example/house and send your card!',
      asks: null,
    });
    await failWith(product.claude, { kind: 'answer', text, times: 4, match: { task: 'reply' } });
    const run = await lead.says('Hi, I want to buy a house in Newark');
    expect(run).toMatchObject({ status: 'handed_off', replySource: 'template' });
    expect(run.explanation).toMatch(/^handed to a person: Claude gave no answer that may be used/i);
    expect(lead.received().map(send => send.message)).toEqual([expect.stringContaining('passing this on')]);
    expect((await calls(run.workflowId)).filter(call => call.task === 'reply')).toEqual([
      { task: 'reply', status: 'failed' },
      { task: 'reply', status: 'failed' },
    ]);
    await startAfresh(product.claude);
    const next = newLead(product, lead.locationId);
    await next.says('Hi, I want to buy a house in Newark');
    expect(next.received().map(send => send.message)).not.toEqual([expect.stringContaining('phishing')]);
  });

  test('and its answer was stored before the worker died, the retried activity does not ask again', async () => {
    await endWorkers();
    let broken = true;
    const { cache } = product.dependencies;
    endWorkers = await startActivityWorkers(product, {
      ...impatientClients(product),
      cache: {
        ...cache,
        // Stands for a worker that ends between the stored answer and the end of the activity.
        getOrLoad: async (...args) => {
          const answer = await cache.getOrLoad(...args);
          if (!broken || args[0] !== 'semantic') return answer;
          broken = false;
          await cache.delete('semantic', args[1], args[2]);
          throw new Error('the worker died here');
        },
      },
    });
    const lead = newLead(product);
    const before = claudeCalls(product);
    const run = await lead.says('Hi, I am looking for a mansion in Atherton');
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
    expect(broken).toBe(false);
    expect(claudeCalls(product)['semantic']).toBe((before['semantic'] ?? 0) + 1);
    expect(await calls(run.workflowId)).toEqual([
      { task: 'qualification', status: 'answered' },
      { task: 'reply', status: 'answered' },
      { task: 'semantic', status: 'answered' },
    ]);
  });
});
