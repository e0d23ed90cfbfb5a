import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { coachingAdviceSchema } from '../../domain/coaching.schema';
import { costReportSchema } from '../../domain/costs.schema';
import { testRedisUrl } from '../cache/open-test-cache';
import { startTcpProxy } from '../cache/tcp-proxy';
import { eventually, operate, startProduct, type Product } from '../support/product';
import { failWith, newLead, rows, setUpTenant, startAfresh, takeLonger, type Lead } from '../workflows/lead';

const text = 'Hi, I am looking for a 2 bedroom in Fremont';

describe('POST /v1/coaching', () => {
  let product: Product;
  /** The same product in another process, as far as it matters: its own memory, its own API. */
  let other: Product;
  let redis: Redis;
  beforeAll(async () => {
    [product, other] = await Promise.all([startProduct(), startProduct()]);
    redis = new Redis(product.configuration.redisUrl ?? '');
  }, 120_000);
  afterAll(async () => {
    redis.disconnect();
    await Promise.all([product.stop(), other.stop()]);
  });
  afterEach(() => Promise.all([startAfresh(product.claude), takeLonger(product.claude, 1)]));

  const coach = (lead: Pick<Lead, 'locationId' | 'contactId'>, more: object = {}, from: Product = product) =>
    operate(from, '/v1/coaching', {
      method: 'POST',
      json: { locationId: lead.locationId, contactId: lead.contactId, ...more },
    });
  const calls = (): number => product.claude.state.calls.coaching;

  test('gives advice that Claude writes, and what it cost', async () => {
    const lead = newLead(product);
    await lead.says(text);
    const { status, body } = await coach(lead);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      source: 'claude',
      tier: null,
      simulated: true,
      agentId: `user-of-${lead.locationId}`,
    });
    expect(body['costUsd']).toBeGreaterThan(0);
    const advice = coachingAdviceSchema.parse(body['advice']);
    expect(advice.summary).toContain('The lead');
    // The assistant has just answered: nothing is to be sent.
    expect(advice.suggestedReply).toBeNull();
  });

  test('gives the same advice from the cache the next time, in this process and in another', async () => {
    const lead = newLead(product);
    await lead.says(text);
    const first = await coach(lead);
    const before = calls();
    const again = await coach(lead);
    const spared = { source: 'cache', costUsd: 0, savedUsd: first.body['costUsd'] };
    expect(again.body).toEqual({ ...first.body, ...spared, tier: 'memory' });
    const elsewhere = await coach(lead, {}, other);
    expect(elsewhere.body).toEqual({ ...first.body, ...spared, tier: 'redis' });
    expect(calls()).toBe(before);
    const saved = await eventually(async () => {
      const { body } = await operate(product, `/v1/costs?by=task&locationId=${lead.locationId}`);
      const row = costReportSchema.parse(body).rows.find(({ key }) => key === 'coaching');
      return row?.hits === 2 && row;
    }, 'both hits in the ledger');
    expect(saved.savedUsd).toBeCloseTo(2 * Number(first.body['costUsd']), 5);
  });

  test('gives another lead in the same situation the same advice, each with their own name', async () => {
    const locationId = `location-${randomUUID()}`;
    await setUpTenant(product, locationId, { mode: 'off' });
    const [one, two] = [newLead(product, locationId), newLead(product, locationId)];
    const known = await Promise.all(
      [one, two].map(async lead => {
        await lead.says('Hi, I am looking for a 2 bedroom home');
        const contact = {
          firstName: `Nadia${lead.contactId.slice(-4).replace(/\d/g, 'x')}`,
          lastName: 'Ruiz',
        };
        await product.dependencies.store.contacts.save(lead.locationId as never, lead.contactId as never, {
          ...contact,
          phone: null,
          email: null,
          tags: [],
          doNotDisturb: {},
          assignedTo: 'agent-1',
        });
        return contact.firstName;
      }),
    );
    const [first, second] = [await coach(one), await coach(two)];
    expect(first.body).toMatchObject({ source: 'claude', agentId: 'agent-1' });
    expect(second.body).toMatchObject({ source: 'cache', agentId: 'agent-1' });
    const suggestions = [first, second].map(
      ({ body }) => coachingAdviceSchema.parse(body['advice']).suggestedReply ?? '',
    );
    expect(suggestions[0]).toContain(known[0]);
    expect(suggestions[1]).toContain(known[1]);
    expect(suggestions.map((words, index) => words.replace(known[index] ?? '', 'X'))).toEqual(
      [suggestions[0], suggestions[0]].map(words => words?.replace(known[0] ?? '', 'X')),
    );
  });

  test('asks anew when something that matters has changed: a message, the agent, the settings', async () => {
    const lead = newLead(product);
    await lead.says(text);
    expect((await coach(lead)).body).toMatchObject({ source: 'claude' });
    await lead.says('my budget is 900k');
    expect((await coach(lead)).body).toMatchObject({ source: 'claude' });
    const agent = `user-of-${lead.locationId}`;
    const put = await operate(product, `/v1/agents/${agent}`, {
      method: 'PUT',
      json: { locationId: lead.locationId, coachingStyle: 'aggressive' },
    });
    expect(put.status).toBe(200);
    expect((await coach(lead)).body).toMatchObject({ source: 'claude' });
    await setUpTenant(product, lead.locationId);
    expect((await coach(lead)).body).toMatchObject({ source: 'claude' });
    expect((await coach(lead)).body).toMatchObject({ source: 'cache' });
  });

  test('coaches another agent than the contact’s own where one is named', async () => {
    const lead = newLead(product);
    await lead.says(text);
    expect((await coach(lead, { agentId: 'agent-2' })).body).toMatchObject({ agentId: 'agent-2' });
  });

  test('has it written anew on demand', async () => {
    const lead = newLead(product);
    await lead.says(text);
    await coach(lead);
    const before = calls();
    expect((await coach(lead, { fresh: true })).body).toMatchObject({ source: 'claude' });
    expect(calls()).toBe(before + 1);
    expect((await coach(lead)).body).toMatchObject({ source: 'cache' });
  });

  test('costs one call however many ask at the same time', async () => {
    const lead = newLead(product);
    await lead.says(text);
    await takeLonger(product.claude, 300);
    const before = calls();
    const answers = await Promise.all(Array.from({ length: 300 }, () => coach(lead)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body['advice']))).size).toBe(1);
    expect(calls()).toBe(before + 1);
  });

  test('costs one call however many processes ask at the same time', async () => {
    const lead = newLead(product);
    await lead.says(text);
    await takeLonger(product.claude, 300);
    const before = calls();
    // Another API on the same Temporal, with a client and a cache of its own.
    const second = await startProduct({
      withoutActivityWorkers: true,
      api: { temporal: product.client, cache: other.dependencies.cache },
    });
    try {
      const answers = await Promise.all([
        coach(lead),
        coach(lead, {}, second),
        coach(lead),
        coach(lead, {}, second),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(calls()).toBe(before + 1);
    } finally {
      await second.stop();
    }
  });

  test('advises against any message to a lead who wants none', async () => {
    const lead = newLead(product);
    await lead.says(text);
    await lead.says('STOP');
    const { body } = await coach(lead);
    const advice = coachingAdviceSchema.parse(body['advice']);
    expect(advice.suggestedReply).toBeNull();
    expect(advice.nextStep).toMatch(/asked for no more messages/);
  });

  test('answers in the languages of lead and agent', async () => {
    const locationId = `location-${randomUUID()}`;
    await setUpTenant(product, locationId, { languages: ['es', 'en'], mode: 'off' });
    const lead = newLead(product, locationId);
    await lead.says('Hola, busco una casa de tres recámaras, ¿me puede llamar?');
    const advice = coachingAdviceSchema.parse((await coach(lead)).body['advice']);
    expect(advice.nextStep).toMatch(/^Llame ahora al cliente/);
    expect(advice.suggestedReply).toMatch(/llamará/);
  });

  describe('advice that quotes a person', () => {
    const told = {
      summary: 'The lead decides with Anna.',
      nextStep: 'Ask what Anna thinks.',
      suggestedReply: null,
      watchOut: [],
    };
    const leadWithAnna = async (locationId?: string): Promise<Lead> => {
      const lead = newLead(product, locationId);
      await lead.says('My wife Anna and I want 3 bedrooms in Fremont');
      return lead;
    };
    const tellOfAnna = (times: number) =>
      failWith(product.claude, {
        ...{ kind: 'answer', match: { task: 'coaching' }, text: JSON.stringify(told), times },
      });

    test('is in no cache, and yet is paid once for a conversation that stays as it is', async () => {
      const lead = await leadWithAnna();
      await tellOfAnna(1);
      expect((await coach(lead)).body).toMatchObject({ source: 'claude', tier: null, advice: told });
      const before = calls();
      for (const from of [product, other])
        expect((await coach(lead, {}, from)).body).toMatchObject({
          ...{ source: 'cache', tier: 'database', costUsd: 0, simulated: true, advice: told },
        });
      expect(calls()).toBe(before);
      expect(await redis.keys(`claude_cache:${lead.locationId}:coaching:*`)).toEqual([]);
    });

    test('is written anew on demand, and from then on the new one is given', async () => {
      const lead = await leadWithAnna();
      await tellOfAnna(1);
      await coach(lead);
      const news = { ...told, nextStep: 'Ask Anna herself.' };
      await failWith(product.claude, {
        ...{ kind: 'answer', match: { task: 'coaching' }, text: JSON.stringify(news) },
      });
      expect((await coach(lead, { fresh: true })).body).toMatchObject({ source: 'claude', advice: news });
      expect((await coach(lead)).body).toMatchObject({ source: 'cache', advice: news });
    });

    test('is written anew once the conversation has gone on', async () => {
      const lead = await leadWithAnna();
      await tellOfAnna(1);
      await coach(lead);
      await lead.says('our budget is 900k');
      expect((await coach(lead)).body).toMatchObject({ source: 'claude' });
    });

    test('is told in no other conversation, not even to who asks at the same moment', async () => {
      const locationId = `location-${randomUUID()}`;
      await setUpTenant(product, locationId, { mode: 'off' });
      const [one, two] = [await leadWithAnna(locationId), await leadWithAnna(locationId)];
      await tellOfAnna(2);
      await takeLonger(product.claude, 300);
      const before = calls();
      const answers = await Promise.all([coach(one), coach(two)]);
      expect(answers.map(({ body }) => body['source'])).toEqual(['claude', 'claude']);
      expect(calls()).toBe(before + 2);
      for (const lead of [one, two])
        expect((await coach(lead)).body).toMatchObject({ source: 'cache', tier: 'database' });
      const third = await leadWithAnna(locationId);
      expect((await coach(third)).body).toMatchObject({ source: 'claude' });
    });
  });

  test('holds no personal data in key or entry', async () => {
    const locationId = `location-${randomUUID()}`;
    await setUpTenant(product, locationId, { mode: 'off' });
    const lead = newLead(product, locationId);
    await lead.says("I'm Zuleika Quisenberry, 212-555-0147, zuleika@example.com. 2 beds please");
    await product.dependencies.store.contacts.save(lead.locationId as never, lead.contactId as never, {
      firstName: 'Zuleika',
      lastName: 'Quisenberry',
      phone: '+12125550147',
      email: 'zuleika@example.com',
      tags: [],
      doNotDisturb: {},
      assignedTo: 'agent-1',
    });
    const { body } = await coach(lead);
    expect(JSON.stringify(body)).toContain('Zuleika');
    const names = await redis.keys(`claude_cache:${locationId}:coaching:*`);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/:[0-9a-f]{64}$/);
    for (const name of names) {
      const entry = (await redis.getBuffer(name)) ?? Buffer.alloc(0);
      const start = entry.indexOf(Buffer.from([0x1f, 0x8b]));
      const plain = start >= 0 && start < 64 ? gunzipSync(entry.subarray(start)) : entry;
      expect(plain.toString()).toContain('nextStep');
      expect(plain.toString()).not.toMatch(/zuleika|quisenberry|0147|agent-1|contact-/i);
    }
  });

  test('books each call with its cost', async () => {
    const lead = newLead(product);
    await lead.says(text);
    await coach(lead);
    const booked = await rows<{ workflow_id: string; status: string; cost_usd: number }>(
      product,
      `select workflow_id, status, cost_usd from claude_calls where location_id = $1 and task = 'coaching'`,
      [lead.locationId],
    );
    expect(booked).toMatchObject([{ status: 'answered' }]);
    expect(booked[0]?.workflow_id).toMatch(/^coaching\//);
    expect(booked[0]?.cost_usd).toBeGreaterThan(0);
  });

  test('is still there while Redis is away: from memory, from the books, or written', async () => {
    const { hostname, port } = new URL(testRedisUrl());
    const proxy = await startTcpProxy(hostname, Number(port));
    const without = await startProduct({ environment: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` } });
    try {
      const [lead, stranger] = [newLead(without), newLead(without)];
      await Promise.all([lead.says(text), stranger.says(text)]);
      expect((await coach(lead, {}, without)).body).toMatchObject({ source: 'claude' });
      await proxy.close();
      expect((await coach(lead, {}, without)).body).toMatchObject({ source: 'cache', tier: 'memory' });
      without.dependencies.cache.forgetMemory();
      expect((await coach(lead, {}, without)).body).toMatchObject({ source: 'cache', tier: 'database' });
      expect(without.claude.state.calls.coaching).toBe(1);
      expect((await coach(stranger, {}, without)).body).toMatchObject({ source: 'claude' });
    } finally {
      await without.stop();
      await proxy.close();
    }
  });

  test('says that it cannot be asked for now while Temporal takes no start: nothing goes on being written', async () => {
    const lead = newLead(product);
    await lead.says(text);
    const [host = '', port] = (process.env['LEADWIRE_TEST_TEMPORAL_ADDRESS'] ?? '').split(':');
    const proxy = await startTcpProxy(host, Number(port));
    const connection = await NativeConnection.connect({ address: `127.0.0.1:${proxy.port}` });
    const { namespace } = product;
    const cutOff = await startProduct({
      withoutActivityWorkers: true,
      api: { temporal: new Client({ connection, namespace }), cache: product.dependencies.cache },
    });
    try {
      proxy.stall();
      const { status, body } = await coach(lead, {}, cutOff);
      expect(status).toBe(429);
      expect(body['error']).toMatchObject({
        code: 'temporarily_unavailable',
        message: expect.not.stringContaining('goes on') as unknown,
      });
    } finally {
      await proxy.close();
      await cutOff.stop();
      await connection.close();
    }
  });

  test.each([
    [{ kind: 'status', status: 400 }, 502, 'claude_rejected'],
    [{ kind: 'answer', text: 'no JSON', times: 4 }, 502, 'claude_invalid_answer'],
  ] as const)('says with a code what Claude failed with: %j', async (fault, status, code) => {
    const lead = newLead(product);
    await lead.says(text);
    await failWith(product.claude, { ...fault, match: { task: 'coaching' } });
    expect(await coach(lead)).toMatchObject({ status, body: { error: { code } } });
    // A failure is not kept: the next who asks is answered.
    await startAfresh(product.claude);
    expect((await coach(lead)).status).toBe(200);
  });

  test('says that the advice is not ready when nobody would wait any longer, and has it later', async () => {
    const lead = newLead(product);
    await lead.says(text);
    await failWith(product.claude, { kind: 'delay', ms: 17_000, match: { task: 'coaching' } });
    expect(await coach(lead)).toMatchObject({ status: 504, body: { error: { code: 'advice_not_ready' } } });
    // Whoever asks again waits for the same call.
    expect((await coach(lead)).status).toBe(200);
    expect(product.claude.state.calls.coaching).toBe(1);
  }, 60_000);

  test.each([
    [{ locationId: 'nowhere', contactId: 'c' }, 404, /nowhere/],
    [{ contactId: 'c' }, 400, /locationId/],
    [{ locationId: 'l' }, 400, /contactId/],
    [{ locationId: 'l', contactId: 'c', mood: 'x' }, 400, /mood/],
    [{ locationId: 'l', contactId: '' }, 400, /contactId/],
  ])('refuses %j', async (json, status, message) => {
    const answer = await operate(product, '/v1/coaching', { method: 'POST', json });
    expect(answer.status).toBe(status);
    expect((answer.body['error'] as { message: string }).message).toMatch(message);
  });

  test('knows no advice on a contact who never wrote', async () => {
    const lead = newLead(product);
    await lead.says(text);
    const { status, body } = await coach({ locationId: lead.locationId, contactId: 'stranger' });
    expect(status).toBe(404);
    expect((body['error'] as { message: string }).message).toContain('stranger');
  });
});
