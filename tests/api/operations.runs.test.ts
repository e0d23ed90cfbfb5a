import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOf, inboundMessage, operate, postWebhook, startProduct, type Product } from '../support/product';

interface ListedRun {
  readonly id: string;
  readonly status: string;
  readonly startedAt: string;
}

describe('/v1/runs', () => {
  const locationId = `location-${randomUUID()}`;
  const contactId = `contact-${randomUUID()}`;
  let product: Product;
  let answeredRun: string;
  beforeAll(async () => {
    product = await startProduct();
    const message = inboundMessage({ locationId, contactId });
    answeredRun = (await endOf(product, (await postWebhook(product, message)).body.workflowId)).id;
    for (const type of [
      'ContactUpdate',
      'ContactUpdate',
      'NoteCreate',
      'TaskCreate',
      'TaskCreate',
      'TaskCreate',
    ]) {
      const { body } = await postWebhook(product, { type, locationId, webhookId: randomUUID() });
      await endOf(product, body.workflowId);
    }
  }, 60_000);
  afterAll(() => product.stop());

  async function list(query: Record<string, string>) {
    const answer = await operate(
      product,
      `/v1/runs?${new URLSearchParams({ locationId, ...query }).toString()}`,
    );
    return {
      ...answer,
      runs: answer.body['runs'] as ListedRun[],
      next: answer.body['next'] as string | null,
    };
  }

  test('lists the runs of a location, newest first', async () => {
    const { status, runs, next } = await list({});
    expect(status).toBe(200);
    expect(runs).toHaveLength(7);
    expect(next).toBeNull();
    const times = runs.map(run => run.startedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  test.each<[Record<string, string>, number]>([
    [{ status: 'answered' }, 1],
    [{ status: 'ignored' }, 6],
    [{ status: 'failed' }, 0],
    [{ eventType: 'TaskCreate' }, 3],
    [{ eventType: 'TaskCreate', status: 'answered' }, 0],
    [{ replySource: 'claude' }, 1],
    [{ replySource: 'none' }, 6],
    [{ contactId }, 1],
    [{ from: '2020-01-01T00:00:00Z', to: '2999-01-01T00:00:00+02:00' }, 7],
    [{ to: '2020-01-01T00:00:00Z' }, 0],
    [{ from: '2999-01-01T00:00:00Z' }, 0],
  ])('filters by %j', async (query, count) => {
    expect((await list(query)).runs).toHaveLength(count);
  });

  test('gives pages, each run on exactly one of them', async () => {
    const all = (await list({})).runs.map(run => run.id);
    const paged: string[] = [];
    let next: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        limit: '2',
        ...(next === null ? {} : { after: next }),
      });
      expect(page.runs.length).toBeGreaterThan(0);
      expect(page.runs.length).toBeLessThanOrEqual(2);
      paged.push(...page.runs.map(run => run.id));
      next = page.next;
    } while (next !== null);
    expect(paged).toEqual(all);
  });

  test('has no next page where the last one is exactly full', async () => {
    expect((await list({ limit: '7' })).next).toBeNull();
    expect((await list({ limit: '6' })).next).toEqual(expect.any(String));
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ status: 'gone' }, /^query "status"/],
    [{ replySource: 'oracle' }, /^query "replySource"/],
    [{ limit: '0' }, /^query "limit"/],
    [{ limit: '201' }, /^query "limit"/],
    [{ limit: 'many' }, /^query "limit"/],
    [{ from: 'yesterday' }, /^query "from"/],
    [{ to: '2026-13-01T00:00:00Z' }, /^query "to"/],
    [{ from: '0000-01-01T00:00:00Z' }, /^query "from"/],
    [{ after: 'x' }, /^query "after"/],
    [{ after: '2026-99-99T99:99:99Z~run_1' }, /^query "after"/],
    [{ after: '0000-01-01T00:00:00Z~run_1' }, /^query "after"/],
  ])('refuses %j and names what does not fit', async (query, message) => {
    const answer = await list(query);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
    expect((answer.body['error'] as { message: string }).message).toMatch(message);
  });

  test('a filter given twice is refused rather than guessed', async () => {
    expect((await operate(product, '/v1/runs?status=failed&status=answered')).status).toBe(400);
  });

  test('one run is found by its id, with what it did in GHL', async () => {
    expect(answeredRun).toMatch(/^run_[0-9a-f]{32}$/);
    const { status, body } = await operate(product, `/v1/runs/${answeredRun}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: answeredRun,
      locationId,
      contactId,
      eventType: 'InboundMessage',
      status: 'answered',
      replySource: 'claude',
      simulated: true,
      errorCode: null,
      explanation: 'answered with a reply written by Claude',
    });
    expect(body['costUsd']).toBeGreaterThan(0);
    expect(body['timings']).toMatchObject({ webhook_total: expect.any(Number) as unknown });
    expect(body['actions']).toContainEqual({
      action: { type: 'add_tag', tag: 'AI-Engaged' },
      status: 'done',
    });
  });

  test('an id that nobody has is 404', async () => {
    expect(await operate(product, '/v1/runs/run_unknown')).toEqual({
      status: 404,
      body: { error: { code: 'not_found', message: 'There is no run run_unknown' } },
    });
  });
});
