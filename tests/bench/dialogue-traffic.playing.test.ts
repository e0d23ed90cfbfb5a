import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BenchStack } from '../../bench/bench-stack';
import { playDialogueTraffic } from '../../bench/dialogue-traffic';
import { recordLeads } from '../../bench/prompt-recording';
import { readDialogues } from '../../main/demo/dialogues';
import { operationsApiAt } from '../../main/commands/operations-api';
import { adminToken, startProduct, type Product } from '../support/product';

let product: Product;
beforeAll(async () => (product = await startProduct()), 60_000);
afterAll(() => product.stop());

const theStack = (): BenchStack => ({
  apiUrl: product.url,
  ghlUrl: product.ghl.url,
  claudeUrl: product.claude.url,
  temporalAddress: product.configuration.temporal.address ?? '',
  namespace: product.namespace,
  databaseUrl: product.configuration.databaseUrl ?? '',
  privateKey: product.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  operations: operationsApiAt(product.url, adminToken),
  close: () => Promise.resolve(),
});

test('leads who follow the same dialogues in other words are answered from the cache, each with their own reply', async () => {
  const traffic = await playDialogueTraffic(theStack(), {
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

test('what Claude is asked is recorded lead by lead and message by message', async () => {
  const recorded = await recordLeads(theStack(), onTurn =>
    playDialogueTraffic(theStack(), {
      ...{ leadsAtOnce: 1, leadsPerDialogue: 1, dialogues: 2, name: `recorded-${product.namespace}`, onTurn },
      report: () => undefined,
      signal: new AbortController().signal,
    }),
  );
  const messages = readDialogues()
    .slice(0, 2)
    .map(({ leadTexts }) => leadTexts.length);
  expect(recorded.map(turns => turns.length)).toEqual(messages);
  const [first = []] = recorded[0] ?? [];
  // Both analyses mark their rules; the reply marks the voice of the office besides.
  const marks = first.map(({ blocks }) => blocks.flatMap(({ mark }) => mark ?? []).join(' '));
  expect(marks.toSorted()).toEqual(['1h', '1h', '1h 5m']);
}, 240_000);
