import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { playDialogueTraffic } from '../../bench/dialogue-traffic';
import { operationsApiAt } from '../../main/commands/operations-api';
import { adminToken, startProduct, type Product } from '../support/product';

let product: Product;
beforeAll(async () => (product = await startProduct()), 60_000);
afterAll(() => product.stop());

test('leads who follow the same dialogues in other words are answered from the cache, each with their own reply', async () => {
  const stack = {
    apiUrl: product.url,
    ghlUrl: product.ghl.url,
    claudeUrl: product.claude.url,
    temporalAddress: product.configuration.temporal.address ?? '',
    namespace: product.namespace,
    databaseUrl: product.configuration.databaseUrl ?? '',
    privateKey: product.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    operations: operationsApiAt(product.url, adminToken),
    close: () => Promise.resolve(),
  };
  const traffic = await playDialogueTraffic(stack, {
    leadsAtOnce: 3,
    leadsPerDialogue: 4,
    dialogues: 2,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  expect(traffic.wrongHits).toEqual([]);
  expect(traffic.answered).toBe(traffic.messages);
  expect(traffic.responseHitRate).toBeGreaterThan(0.3);
  expect(traffic.distinctKeys).toBeGreaterThan(0);
  const { semantic, qualification, reply } = product.claude.state.calls;
  expect(traffic.claudeCalls).toBe(semantic + qualification + reply);
}, 240_000);
