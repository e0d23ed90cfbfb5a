import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWarmingActivities } from '../../activities/warm-agent-contexts';
import { strategies } from '../../cache/strategies';
import { agentContextsTimes } from '../../domain/schedules';
import type { WarmingResult } from '../../domain/warming';
import type { AgentPlace } from '../../store/agents';
import { startProduct, type Product } from '../support/product';
import { rows } from './lead';

const agentId = (n: number): string => `agent-${n}`;

describe('warming the contexts of agents', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  /** Agents one of whose leads wrote an hour ago, and one whose lead wrote two days ago. */
  async function location(agents: number): Promise<string> {
    const id = `location-${randomUUID()}`;
    await rows(
      product,
      `insert into contacts (location_id, contact_id, assigned_to)
       select $1, 'contact-' || n, 'agent-' || n from generate_series(1, $2::int + 1) n`,
      [id, agents],
    );
    await rows(
      product,
      `insert into conversations (location_id, contact_id, last_inbound_at)
       select $1, 'contact-' || n, now() - case when n <= $2::int then interval '1 hour' else interval '2 days' end
       from generate_series(1, $2::int + 1) n`,
      [id, agents],
    );
    return id;
  }

  /** Runs the activity on the agents of one location: others belong to other tests. */
  function warm(id: string, changes: Partial<Product['dependencies']> = {}) {
    const { dependencies } = product;
    const agents = {
      ...dependencies.store.agents,
      active: async (since: Date): Promise<AgentPlace[]> =>
        (await dependencies.store.agents.active(since)).filter(({ locationId }) => locationId === id),
    };
    const environment = new MockActivityEnvironment();
    const heartbeats: unknown[] = [];
    environment.on('heartbeat', details => heartbeats.push(details));
    const activities = createWarmingActivities({
      ...dependencies,
      store: { ...dependencies.store, agents },
      ...changes,
    });
    const result = environment.run(() => activities.warmAgentContexts());
    return { result, heartbeats, environment };
  }
  const secondsLeft = (id: string, n: number) =>
    product.dependencies.cache.secondsLeft('agent_context', id as never, agentId(n));

  test('builds those of agents whose leads wrote in the last day, and no others', async () => {
    const id = await location(7);
    const { result, heartbeats } = warm(id);
    expect(await result).toMatchObject({ warmed: 7, alreadyWarm: 0, failed: 0, costUsd: 0 });
    expect(heartbeats).toHaveLength(7);
    for (let n = 1; n <= 7; n += 1) expect(await secondsLeft(id, n)).toBeGreaterThan(0);
    expect(await secondsLeft(id, 8)).toBeNull();
  });

  test('leaves those alone that live on until after the next run, and only those', async () => {
    const id = await location(2);
    await warm(id).result;
    expect(await warm(id).result).toMatchObject({ warmed: 0, alreadyWarm: 2 });
    const upToTheNextRun = agentContextsTimes.everyMs / 1_000;
    const cache = {
      ...product.dependencies.cache,
      secondsLeft: async (
        ...[type, tenant, key]: Parameters<Product['dependencies']['cache']['secondsLeft']>
      ) => (key === agentId(1) ? upToTheNextRun : product.dependencies.cache.secondsLeft(type, tenant, key)),
    };
    expect(await warm(id, { cache }).result).toMatchObject({ warmed: 1, alreadyWarm: 1 });
  });

  test('so that no context of an active agent expires between two runs', () => {
    const { redisSeconds, jitter } = strategies.agent_context;
    const shortestLife = redisSeconds * (1 - jitter);
    const between = (agentContextsTimes.everyMs + agentContextsTimes.jitterMs) / 1_000;
    // An entry that was just built outlives the next run, and is not built again by one that comes early.
    expect(shortestLife).toBeGreaterThan(between + 60);
  });

  test('counts an agent whose context cannot be built, and goes on with the others', async () => {
    const id = await location(3);
    const { store } = product.dependencies;
    const agents = {
      ...store.agents,
      active: async (since: Date) =>
        (await store.agents.active(since)).filter(({ locationId }) => locationId === id),
      buildContext: async (...[place, agent]: Parameters<typeof store.agents.buildContext>) => {
        if (agent === agentId(2)) throw new Error('a test');
        return store.agents.buildContext(place, agent);
      },
    };
    expect(await warm(id, { store: { ...store, agents } }).result).toMatchObject({ warmed: 2, failed: 1 });
  });

  test('says that it failed where Redis keeps nothing', async () => {
    const id = await location(2);
    const cache = { ...product.dependencies.cache, secondsLeft: async () => null };
    expect(await warm(id, { cache }).result).toMatchObject({ warmed: 0, failed: 2 });
  });

  test('is recorded with what it did, once for each run', async () => {
    const handle = await product.client.workflow.start('warmAgentContexts', {
      workflowId: `warm-agent-contexts-${randomUUID()}`,
      taskQueue: 'leadwire',
    });
    const result = (await handle.result()) as WarmingResult;
    const recorded = await rows(product, 'select * from warmings where workflow_id = $1', [
      handle.workflowId,
    ]);
    expect(recorded).toMatchObject([
      {
        schedule_id: 'warm-agent-contexts',
        run_id: handle.firstExecutionRunId,
        warmed: result.warmed,
        already_warm: result.alreadyWarm,
        failed: result.failed,
        explanation: result.explanation,
        error_code: null,
      },
    ]);
  });
});
