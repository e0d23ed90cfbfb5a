import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerTypes, withoutAnswers } from '../../cache/without-answers';
import { locationId } from '../../domain/ids';
import { openTestCache, type TestCache } from './open-test-cache';

const tenant = locationId(`location-${randomUUID()}`);
let cache: TestCache;
beforeAll(async () => (cache = await openTestCache()), 30_000);
afterAll(() => cache.close());

describe.each(answerTypes)('with the answer caches off, %s', type => {
  test('is not found, though it is there', async () => {
    await cache.set(type, tenant, 'there', { answer: 1 });
    expect(await cache.get(type, tenant, 'there')).not.toBeNull();
    const off = withoutAnswers(cache);
    expect(await off.get(type, tenant, 'there')).toBeNull();
    expect(await off.secondsLeft(type, tenant, 'there')).toBeNull();
  });

  test('is not kept', async () => {
    await withoutAnswers(cache).set(type, tenant, 'new', { answer: 1 });
    expect(await cache.get(type, tenant, 'new')).toBeNull();
  });

  test('is loaded by each who asks, though all ask at once, and not kept', async () => {
    const off = withoutAnswers(cache);
    let loads = 0;
    const load = async (): Promise<number> => (loads += 1);
    const found = await Promise.all([1, 2, 3].map(() => off.getOrLoad(type, tenant, 'loaded', load)));
    expect(found.toSorted()).toEqual([1, 2, 3]);
    expect(await cache.get(type, tenant, 'loaded')).toBeNull();
  });

  test('is locked by nobody, so nobody waits', async () => {
    const held = await cache.tryToLock(type, tenant, 'locked');
    expect(held.outcome).toBe('held');
    expect(await withoutAnswers(cache).tryToLock(type, tenant, 'locked')).toEqual({ outcome: 'unreachable' });
    if (held.outcome === 'held') await held.lock.release();
  });
});

test('what is no answer is cached as ever', async () => {
  const off = withoutAnswers(cache);
  await off.set('agent_context', tenant, 'agent', { name: 'Maya' });
  expect((await off.get('agent_context', tenant, 'agent'))?.value).toEqual({ name: 'Maya' });
  expect(await off.secondsLeft('agent_context', tenant, 'agent')).toBeGreaterThan(0);
  await off.setVersioned('qualification_flow', tenant, 'contact', { score: 1 }, 3);
  expect(await off.getVersioned('qualification_flow', tenant, 'contact')).toMatchObject({ version: 3 });
});
