import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf, watchSends, type SendWatch } from '../../bench/send-watch';
import { createGhlClient } from '../../ghl/ghl-client';
import { startGhlSimulator, type GhlSimulator } from '../../simulator/ghl-simulator';

describe('the watch over what GHL sends', () => {
  let simulator: GhlSimulator;
  let watch: SendWatch;

  beforeAll(async () => {
    simulator = await startGhlSimulator({ latencyMs: 0 });
    watch = await watchSends(simulator.url);
  });
  afterAll(async () => {
    watch.close();
    await simulator.close();
  });

  const send = (contactId: string): Promise<unknown> =>
    createGhlClient({
      baseUrl: simulator.url,
      timeoutMs: 5_000,
      tokenFor: async location => `simulated-${location}`,
    }).sendMessage('loc', { type: 'SMS', contactId, message: 'Hello' });

  it('sees each message with its time, and tells contacts apart', async () => {
    const before = Date.now();
    await Promise.all([send('one'), send('two'), send('two')]);
    await watch.untilAllGotOne(['one', 'two'], 5_000);
    expect(watch.sendsTo('one')).toHaveLength(1);
    expect(watch.sendsTo('one')[0]).toBeGreaterThanOrEqual(before);
    expect(watch.sendsTo('nobody')).toEqual([]);
  });

  it('does not wait for ever for a message that never comes', async () => {
    await watch.untilAllGotOne(['nobody'], 50);
    expect(watch.sendsTo('nobody')).toEqual([]);
  });

  it('says so where there is no simulator', async () => {
    await expect(watchSends('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'start_failed' });
  });
});

describe('the data of a server-sent event', () => {
  it('is what stands behind "data: "', () => {
    expect(dataOf('event: send\nid: 1\ndata: {"a":1}')).toEqual(['{"a":1}']);
    expect(dataOf(': a comment')).toEqual([]);
  });
});
