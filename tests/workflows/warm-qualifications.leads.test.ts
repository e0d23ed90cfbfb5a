import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createQualificationWarmingActivities } from '../../activities/warm-qualifications';
import { strategies } from '../../cache/strategies';
import { locationId, type LocationId } from '../../domain/ids';
import { emptyFlow } from '../../domain/qualification-flow';
import { qualificationsTimes } from '../../domain/schedules';
import type { WarmingResult } from '../../domain/warming';
import type { FlowRepository } from '../../store/qualification-flows';
import { startProduct, type Product } from '../support/product';
import { rows } from './lead';

describe('warming the flows of leads', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  /** So many leads wrote within the last day, one two days ago, and one of whom nothing is known just now. */
  async function location(leads: number): Promise<LocationId> {
    const id = `location-${randomUUID()}`;
    // An update in the past: processes put what is written into Redis by themselves.
    await rows(
      product,
      `insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage, changed_in, updated_at)
       select $1, 'contact-' || n, $2, 0, 'cold', 'new', '3'::xid8, now() - interval '3 days' from generate_series(0, $3::int) n`,
      [id, JSON.stringify(emptyFlow), leads],
    );
    await rows(
      product,
      `insert into conversations (location_id, contact_id, last_inbound_at)
       select $1, 'contact-' || n, now() - case when n = 0 then interval '2 days' else interval '1 hour' end
       from generate_series(0, $2::int + 1) n`,
      [id, leads],
    );
    return locationId(id);
  }

  /** Runs the activity on the leads of one location: others belong to other tests. */
  function warm(id: LocationId, changes: Partial<FlowRepository> = {}) {
    const { dependencies } = product;
    const { store } = dependencies;
    const flows: FlowRepository = {
      ...store.flows,
      async ofActiveLeads(since, after, limit) {
        // Pages as they are, and only then the location's own.
        for (let from = after; ;) {
          const page = await store.flows.ofActiveLeads(since, from, limit);
          const own = page.filter(lead => lead.locationId === id);
          if (own.length > 0 || page.length < limit) return own;
          from = page.at(-1) ?? null;
        }
      },
      ...changes,
    };
    const environment = new MockActivityEnvironment();
    const activities = createQualificationWarmingActivities({ ...dependencies, store: { ...store, flows } });
    return { environment, result: environment.run(() => activities.warmQualifications()) };
  }
  const secondsLeft = (id: LocationId, n: number) =>
    product.dependencies.cache.secondsLeft('qualification_flow', id, `contact-${n}`);

  test('puts those into Redis who wrote in the last day, and no others', async () => {
    const id = await location(50);
    expect(await warm(id).result).toMatchObject({ warmed: 50, alreadyWarm: 0, failed: 0, costUsd: 0 });
    for (let n = 1; n <= 50; n += 1) expect(await secondsLeft(id, n)).toBeGreaterThan(0);
    for (const n of [0, 51]) expect(await secondsLeft(id, n)).toBeNull();
    expect(await warm(id).result).toMatchObject({ warmed: 0, alreadyWarm: 50 });
  });

  test('so that no flow of an active lead expires between two runs', () => {
    const { redisSeconds, jitter } = strategies.qualification_flow;
    const between = (qualificationsTimes.everyMs + qualificationsTimes.jitterMs) / 1_000;
    expect(redisSeconds * (1 - jitter)).toBeGreaterThan(between + 120);
  });

  test('never puts back an older version than there is', async () => {
    const id = await location(1);
    const { store, flows, cache } = product.dependencies;
    const contact = 'contact-1' as never;
    const { result } = warm(id, {
      async ofActiveLeads(...page) {
        const [lead] = (await store.flows.ofActiveLeads(...page)).filter(one => one.locationId === id);
        if (!lead) return [];
        await flows.written(id, contact, await store.flows.update(id, contact, 1, emptyFlow));
        return [lead];
      },
    });
    await result;
    cache.forgetMemory();
    expect(await cache.getVersioned('qualification_flow', id, contact)).toMatchObject({ version: 2 });
  });

  test('stops when it is cancelled', async () => {
    const id = await location(5);
    const { environment, result } = warm(id);
    environment.cancel();
    await expect(result).rejects.toThrow();
    expect(await secondsLeft(id, 5)).toBeNull();
  });

  test('is recorded with what it did', async () => {
    const handle = await product.client.workflow.start('warmQualifications', {
      workflowId: `warm-qualifications-${randomUUID()}`,
      taskQueue: 'leadwire',
    });
    const result = (await handle.result()) as WarmingResult;
    expect(result.failed).toBe(0);
    const recorded = await rows(product, 'select * from warmings where workflow_id = $1', [
      handle.workflowId,
    ]);
    expect(recorded).toMatchObject([
      {
        schedule_id: 'warm-qualifications',
        warmed: result.warmed,
        already_warm: result.alreadyWarm,
        error_code: null,
      },
    ]);
  });
});
