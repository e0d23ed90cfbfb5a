import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operate, startProduct, type Product } from '../support/product';
import { newLead, setUpTenant } from '../workflows/lead';

describe('/v1/agents/{agentId}', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const context = (agentId: string, query: Record<string, string> = {}) =>
    operate(
      product,
      `/v1/agents/${encodeURIComponent(agentId)}/context?${new URLSearchParams(query).toString()}`,
    );
  const put = (agentId: string, json: object, query = '') =>
    operate(product, `/v1/agents/${encodeURIComponent(agentId)}${query}`, { method: 'PUT', json });
  const warm = (agentId: string, query = '') =>
    operate(product, `/v1/agents/${encodeURIComponent(agentId)}/warm${query}`, { method: 'POST' });
  const messageOf = ({ body }: { body: Record<string, unknown> }): string =>
    (body['error'] as { message: string }).message;

  /** An agent whose lead has just written. */
  async function busyAgent(): Promise<{ agentId: string; locationId: string; contactId: string }> {
    const lead = newLead(product);
    const { locationId, contactId } = lead;
    await lead.says('Hi, I want to buy a home in Fremont, my budget is 900k');
    const agentId = `user-of-${locationId}`;
    await product.dependencies.cache.delete('agent_context', locationId as never, agentId);
    return { agentId, locationId, contactId };
  }

  test('the context holds profile, conversations, leads and preferences; it is built, then cached', async () => {
    const { agentId, locationId, contactId } = await busyAgent();
    const built = await context(agentId);
    expect(built).toMatchObject({
      status: 200,
      body: {
        agentId,
        locationId,
        profile: { name: null, role: 'buyer_agent' },
        coaching: { style: 'balanced', intensity: 'moderate' },
        recentConversations: [{ contactId, lastInboundAt: expect.any(String) as unknown }],
        activeLeads: [{ contactId, temperature: expect.any(String) as unknown }],
        source: 'built',
      },
    });
    const left = Date.parse(built.body['expiresAt'] as string) - Date.now();
    expect(left).toBeGreaterThan(13 * 60_000);
    expect(left).toBeLessThan(15 * 60_000 + 1_000);
    expect((await context(agentId)).body).toMatchObject({ source: 'cache' });
  });

  test('rebuild=true builds it anew, whatever the cache has', async () => {
    const { agentId, locationId } = await busyAgent();
    await context(agentId);
    await product.dependencies.store.agents.saveProfile(locationId as never, agentId as never, {
      name: null,
      role: 'dual_agent',
      coaching: { style: 'supportive', intensity: 'critical' },
    });
    expect((await context(agentId)).body).toMatchObject({
      source: 'cache',
      profile: { role: 'buyer_agent' },
    });
    expect((await context(agentId, { rebuild: 'true' })).body).toMatchObject({
      source: 'built',
      profile: { role: 'dual_agent' },
      coaching: { style: 'supportive', intensity: 'critical' },
    });
    expect((await context(agentId)).body).toMatchObject({ source: 'cache', profile: { role: 'dual_agent' } });
  });

  test('an entry of another version of Leadwire is built anew', async () => {
    const { agentId, locationId } = await busyAgent();
    await product.dependencies.cache.set('agent_context', locationId as never, agentId, {
      agentId,
      mood: 'x',
    });
    expect(await context(agentId)).toMatchObject({ status: 200, body: { source: 'built' } });
    expect(await context(agentId)).toMatchObject({ status: 200, body: { source: 'cache' } });
  });

  test('an agent of several locations is asked for with one of them', async () => {
    const agentId = `agent-${randomUUID()}`;
    const places = [`a-${randomUUID()}`, `b-${randomUUID()}`];
    for (const locationId of places) {
      await setUpTenant(product, locationId);
      expect((await put(agentId, { locationId, name: `Agent of ${locationId}` })).status).toBe(200);
    }
    const unclear = await context(agentId);
    expect(unclear.status).toBe(400);
    for (const locationId of places) {
      expect(messageOf(unclear)).toContain(locationId);
      expect(await context(agentId, { locationId })).toMatchObject({
        status: 200,
        body: { locationId, profile: { name: `Agent of ${locationId}` } },
      });
    }
    expect(await warm(agentId)).toMatchObject({
      status: 200,
      body: { agentId, warmed: places.map(locationId => ({ locationId })) },
    });
    expect((await put(agentId, { role: 'seller_agent' })).status).toBe(400);
  });

  test('an agent whom nobody knows is 404, in any place', async () => {
    const { agentId } = await busyAgent();
    const answers = [
      await context('nobody'),
      await context(agentId, { locationId: 'elsewhere' }),
      await warm('nobody'),
      await warm(agentId, '?locationId=elsewhere'),
      await put('nobody', {}),
      await put('somebody', { locationId: 'elsewhere' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(messageOf(await context(agentId, { locationId: 'elsewhere' }))).toContain('elsewhere');
  });

  test('PUT sets who an agent is and how they are coached; it counts at once', async () => {
    const { agentId, locationId } = await busyAgent();
    await context(agentId);
    const profile = {
      name: 'Ann Example',
      role: 'seller_agent',
      coachingStyle: 'aggressive',
      coachingIntensity: 'intensive',
    };
    expect(await put(agentId, profile)).toEqual({ status: 200, body: { agentId, locationId, ...profile } });
    expect((await context(agentId)).body).toMatchObject({
      source: 'built',
      profile: { name: 'Ann Example', role: 'seller_agent' },
      coaching: { style: 'aggressive', intensity: 'intensive' },
    });
    // What is left out goes back to its default, as with locations.
    expect((await put(agentId, { name: 'Ann Example' }, `?locationId=${locationId}`)).body).toEqual({
      agentId,
      locationId,
      name: 'Ann Example',
      role: 'buyer_agent',
      coachingStyle: 'balanced',
      coachingIntensity: 'moderate',
    });
  });

  test('no cache holds the agent’s name', async () => {
    const { agentId, locationId } = await busyAgent();
    await put(agentId, { name: 'Zuleika Quisenberry' });
    await context(agentId);
    const hit = await product.dependencies.cache.get('agent_context', locationId as never, agentId);
    expect(JSON.stringify(hit?.value)).toContain(agentId);
    expect(JSON.stringify(hit?.value)).not.toContain('Zuleika');
  });

  test.each([
    [{ role: 'magician' }, /role/],
    [{ coachingStyle: 'rude' }, /coachingStyle/],
    [{ coachingIntensity: 1 }, /coachingIntensity/],
    [{ name: '' }, /name/],
    [{ mood: 'x' }, /mood/],
  ])('PUT refuses %j', async (json, message) => {
    const answer = await put('agent', json);
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toMatch(message);
  });

  test('PUT refuses two locations that differ', async () => {
    expect((await put('agent', { locationId: 'one' }, '?locationId=two')).status).toBe(400);
  });

  test('warm builds the context anew, so that it lives its whole time again', async () => {
    const { agentId, locationId } = await busyAgent();
    expect(await warm(agentId)).toMatchObject({
      status: 200,
      body: { warmed: [{ locationId, expiresAt: expect.any(String) as unknown }] },
    });
    expect((await context(agentId)).body).toMatchObject({ source: 'cache' });
  });
});
