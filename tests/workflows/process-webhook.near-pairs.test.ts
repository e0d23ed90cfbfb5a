import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { severalAtOnce } from '../../bench/constant-rate';
import { farTexts, nearTexts, type Pair } from '../domain/near-pairs';
import { endOf, startProduct, type Product } from '../support/product';
import { newLead } from './lead';

let product: Product;
beforeAll(async () => (product = await startProduct()), 60_000);
afterAll(() => product.stop());

/** A lead of their own writes; the answer is where their reply came from. */
async function sourceOfReply(location: string, text: string): Promise<string> {
  const run = await endOf(product, await newLead(product, location).writes(text));
  return run.status === 'answered' ? run.replySource : run.status;
}

/** Plays both of each pair, one after the other, at a location that nobody else uses. */
async function play(pairs: readonly Pair[]): Promise<{ pair: string; first: string; second: string }[]> {
  const outcomes: { pair: string; first: string; second: string }[] = [];
  await severalAtOnce(pairs, 4, new AbortController().signal, async ({ one, other }) => {
    const location = `location-${randomUUID()}`;
    const first = await sourceOfReply(location, one.text);
    const second = await sourceOfReply(location, other.text);
    outcomes.push({ pair: `${one.text} / ${other.text}`, first, second });
  });
  return outcomes;
}

describe('through the whole product', () => {
  // One of each two: a share of all kinds, in a time that a test may take.
  const share = nearTexts.filter((_pair, index) => index % 2 === 0);

  test('no lead gets the reply to what another lead meant otherwise', async () => {
    const outcomes = await play(share);
    expect(outcomes.length).toBeGreaterThanOrEqual(40);
    expect(outcomes.filter(({ second }) => second === 'cache')).toEqual([]);
    // What was not answered by Claude proves nothing.
    const proving = outcomes.filter(({ first, second }) => first === 'claude' && second === 'claude');
    expect(proving.length).toBeGreaterThanOrEqual(0.9 * outcomes.length);
  }, 180_000);

  test('a lead who says the same in other letters gets the reply at once', async () => {
    const outcomes = await play(farTexts);
    const missed = outcomes.filter(({ first, second }) => first === 'claude' && second !== 'cache');
    expect(missed).toEqual([]);
    expect(outcomes.filter(({ second }) => second === 'cache').length).toBeGreaterThanOrEqual(
      0.9 * outcomes.length,
    );
  }, 120_000);
});
