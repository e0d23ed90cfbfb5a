import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGhlClient, type GhlClient } from '../../ghl/ghl-client';
import { startGhlSimulator, type GhlSimulator } from '../../simulator/ghl-simulator';

const begun = () => new Date(Date.now() - 1_000);

describe('the GHL simulator', () => {
  let simulator: GhlSimulator;
  let client: GhlClient;

  beforeEach(async () => {
    simulator = await startGhlSimulator({ latencyMs: 0 });
    client = createGhlClient({
      baseUrl: simulator.url,
      timeoutMs: 1_000,
      tokenFor: async locationId => `simulated-${locationId}`,
    });
  });
  afterEach(() => simulator.close());

  const sms = (text: string, contactId = 'c1') =>
    client.sendMessage('loc1', { type: 'SMS', contactId, message: text });
  const order = (fault: object) =>
    fetch(`${simulator.url}/simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });

  describe('keeps what it is told', () => {
    it('shows a sent message in the conversation and in its state', async () => {
      const sent = await sms('Hello');
      expect(simulator.state.sends).toEqual([
        expect.objectContaining({
          locationId: 'loc1',
          contactId: 'c1',
          type: 'SMS',
          message: 'Hello',
          messageId: sent.messageId,
        }),
      ]);
      const found = await client.findOwnMessage('loc1', {
        contactId: 'c1',
        text: 'Hello',
        notBefore: begun(),
        exclude: [],
      });
      expect(found).toEqual(sent);
    });

    it('finds each of two equal sends', async () => {
      const first = await sms('yes');
      const search = { contactId: 'c1', text: 'yes', notBefore: begun() };
      const second = await sms('yes');
      const found = await client.findOwnMessage('loc1', { ...search, exclude: [first.messageId] });
      expect(found?.messageId).toBe(second.messageId);
    });

    it('makes an unknown contact on first sight, always the same person', async () => {
      const contact = await client.getContact('loc1', 'new-contact');
      expect(contact.firstName).toMatch(/^[A-Z][a-z]+$/);
      expect(contact.phone).toMatch(/^\+1\d{3}55501\d{2}$/);
      const other = await startGhlSimulator({ latencyMs: 0 });
      const elsewhere = createGhlClient({ baseUrl: other.url, timeoutMs: 1_000, tokenFor: async () => 't' });
      expect((await elsewhere.getContact('loc1', 'new-contact')).phone).toBe(contact.phone);
      await other.close();
    });

    it('keeps tags, fields, switches, notes, tasks and workflows', async () => {
      await client.addTags('loc1', 'c1', ['AI-Engaged', 'Cold-Lead']);
      await client.addTags('loc1', 'c1', ['ai-engaged', 'Hot-Lead']);
      await client.removeTags('loc1', 'c1', ['cold-lead']);
      await client.updateCustomFields('loc1', 'c1', [{ id: 'score', value: '80' }]);
      await client.updateCustomFields('loc1', 'c1', [{ id: 'score', value: '85' }]);
      await client.setDoNotDisturb('loc1', 'c1', 'SMS', 'active');
      await client.createNote('loc1', 'c1', 'note');
      await client.createTask('loc1', 'c1', { title: 'Call', body: 'now', dueDate: new Date(0) });
      await client.addToWorkflow('loc1', 'c1', 'w1');
      expect(await client.getContact('loc1', 'c1')).toMatchObject({
        tags: ['AI-Engaged', 'Hot-Lead'],
        customFields: [{ id: 'score', value: '85' }],
        dndSettings: { SMS: { status: 'active' } },
      });
      const response = await fetch(`${simulator.url}/simulator/state?contactId=c1`);
      expect(await response.json()).toMatchObject({
        tags: { c1: ['AI-Engaged', 'Hot-Lead'] },
        dnd: { c1: { SMS: { status: 'active' } } },
        notes: [{ body: 'note' }],
        tasks: [{ title: 'Call', dueDate: '1970-01-01T00:00:00.000Z' }],
        workflowStarts: [{ workflowId: 'w1' }],
        requests: { 'add-tags': 2, 'create-note': 1 },
      });
    });

    it('forgets all of it when told to', async () => {
      await sms('Hello');
      await fetch(`${simulator.url}/simulator/reset`, { method: 'POST' });
      expect(simulator.state.sends).toEqual([]);
      expect(simulator.state.requests).toEqual({});
    });

    it('never shows a token', async () => {
      await sms('Hello');
      const state = await (await fetch(`${simulator.url}/simulator/state`)).text();
      expect(state).not.toContain('simulated-loc1');
      expect(simulator.state.sends[0]?.tokenHash).toMatch(/^[0-9a-f]{12}$/);
    });

    it('tells each send as it happens', async () => {
      const stream = await fetch(`${simulator.url}/simulator/events`);
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      await sms('Hello');
      let seen = '';
      while (!seen.includes('event: send')) seen += (await reader?.read())?.value ?? '';
      expect(seen).toContain('"message":"Hello"');
      await reader?.cancel();
    });
  });

  describe('refuses what GHL refuses', () => {
    const post = (body: object, headers: Record<string, string> = {}) =>
      fetch(`${simulator.url}/conversations/messages`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer t',
          version: '2021-04-15',
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify(body),
      });
    const valid = { type: 'SMS', contactId: 'c1', message: 'Hi', subType: {}, status: 'pending' };

    it('takes a right request', async () => {
      const response = await post(valid);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-ratelimit-max')).toBe('100');
    });

    it.each([
      ['no bearer token', valid, { authorization: '' }, 401],
      ['no Version header', valid, { version: '' }, 400],
      ['the Version of another part', valid, { version: '2021-07-28' }, 400],
      ['an unknown type', { ...valid, type: 'Pigeon' }, {}, 400],
      ['no contact', { ...valid, contactId: undefined }, {}, 400],
      ['a field it does not know', { ...valid, colour: 'red' }, {}, 400],
      ['no text at all', { ...valid, message: '' }, {}, 400],
    ])('%s', async (_name, body, headers, status) => {
      const response = await post(body, headers);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ statusCode: status, traceId: expect.any(String) });
      expect(simulator.state.sends).toHaveLength(0);
    });

    it('a message on a channel that is switched off', async () => {
      await client.setDoNotDisturb('loc1', 'c1', 'SMS', 'active');
      await expect(sms('Hello')).rejects.toMatchObject({ code: 'ghl_rejected' });
      await client.setDoNotDisturb('loc1', 'c1', 'SMS', 'inactive');
      await sms('Hello');
    });

    it('what it does not know', async () => {
      const response = await fetch(`${simulator.url}/nowhere`);
      expect(response.status).toBe(404);
    });

    it('more than a hundred requests in ten seconds for one location, and not for another', async () => {
      await Promise.all(Array.from({ length: 100 }, () => client.addTags('loc1', 'c1', ['a'])));
      await expect(client.addTags('loc1', 'c1', ['a'])).rejects.toMatchObject({
        code: 'ghl_rate_limited',
        retryAfterMs: 10_000,
      });
      await client.addTags('loc2', 'c2', ['a']);
      await fetch(`${simulator.url}/simulator/rate-limits`, { method: 'POST', body: '{"on":false}' });
      await client.addTags('loc1', 'c1', ['a']);
    });
  });

  describe('fails on order', () => {
    it('with a status and how long to wait, as often as ordered', async () => {
      await order({
        kind: 'status',
        status: 429,
        retryAfterSeconds: 4,
        times: 2,
        match: { path: '/messages' },
      });
      await client.addTags('loc1', 'c1', ['a']);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await expect(sms('Hello')).rejects.toMatchObject({ code: 'ghl_rate_limited', retryAfterMs: 4_000 });
      }
      await sms('Hello');
      expect(simulator.state.sends).toHaveLength(1);
    });

    it('by hanging without taking the message', async () => {
      await order({ kind: 'hang' });
      await expect(sms('Hello')).rejects.toMatchObject({ code: 'ghl_ambiguous' });
      expect(simulator.state.sends).toHaveLength(0);
    });

    it.each(['accept_then_hang', 'accept_then_disconnect'])(
      'by %s: taken, and found afterwards',
      async kind => {
        const notBefore = begun();
        await order({ kind });
        await expect(sms('Hello')).rejects.toMatchObject({ code: 'ghl_ambiguous' });
        const found = await client.findOwnMessage('loc1', {
          contactId: 'c1',
          text: 'Hello',
          notBefore,
          exclude: [],
        });
        expect(found?.messageId).toBe(simulator.state.sends[0]?.messageId);
      },
    );

    it('by being slow', async () => {
      await order({ kind: 'delay', ms: 3_000, match: { method: 'post' } });
      await expect(sms('Hello')).rejects.toMatchObject({ code: 'ghl_ambiguous' });
    });

    it('and says what is wrong with an order', async () => {
      const response = await order({ kind: 'status', status: 200 });
      expect(response.status).toBe(400);
      expect(JSON.stringify(await response.json())).toContain('status');
    });
  });

  it('issues tokens over OAuth that know their location', async () => {
    const response = await fetch(`${simulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'a',
        client_secret: 'b',
        grant_type: 'authorization_code',
        code: 'install-loc9',
      }),
    });
    const token = (await response.json()) as { access_token: string; locationId: string };
    expect(token.locationId).toBe('loc9');
    const oauthClient = createGhlClient({
      baseUrl: simulator.url,
      timeoutMs: 1_000,
      tokenFor: async () => token.access_token,
    });
    await oauthClient.sendMessage('loc9', { type: 'SMS', contactId: 'c9', message: 'Hi' });
    expect(simulator.state.sends[0]?.locationId).toBe('loc9');
  });
});
