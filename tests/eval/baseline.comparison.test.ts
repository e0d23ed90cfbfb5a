import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  changesSince,
  readBaseline,
  saveBaseline,
  whyIncomparable,
  type Baseline,
} from '../../eval/baseline';
import type { Conditions, Evaluation } from '../../eval/evaluation';
import type { Metric } from '../../eval/metric';
import { comparisonLines } from '../../main/commands/eval-report';

const folder = mkdtempSync(join(tmpdir(), 'leadwire-eval-'));
afterAll(() => rmSync(folder, { recursive: true }));

const conditions: Conditions = {
  ...{ measuredAt: '2026-01-02T03:04:05.000Z', simulated: false, strategy: 'side_by_side' },
  ...{ models: {}, promptVersions: {}, guardVersion: 'guard-x', conversations: 10, messages: 30 },
  ...{ complete: true, seconds: 5 },
};
const share = (name: string, value: number | null, better: Metric['better'] = 'higher'): Metric => ({
  ...{ name, value, of: 100, unit: 'share', better },
});
const evaluation = (metrics: readonly Metric[], over: Partial<Conditions> = {}): Evaluation => ({
  ...{ conditions: { ...conditions, ...over }, metrics, mistakes: [] },
});
const baselineOf = (metrics: readonly Metric[], over: Partial<Conditions> = {}): Baseline => {
  const file = join(folder, 'made.json');
  writeFileSync(file, JSON.stringify(evaluation(metrics, over)));
  return readBaseline(file);
};
const verdict = (before: Metric, after: Metric) =>
  changesSince(baselineOf([before]), evaluation([after])).map(change => change.verdict);

describe('a figure got', () => {
  test.each([
    ['worse', share('a', 0.9), share('a', 0.87)],
    ['same', share('a', 0.9), share('a', 0.88)],
    ['better', share('a', 0.9), share('a', 0.93)],
    ['worse', share('a', 0.01, 'lower'), share('a', 0.04, 'lower')],
    ['better', share('a', 0.04, 'lower'), share('a', 0.01, 'lower')],
  ])('%s: %j, %j', (expected, before, after) => {
    expect(verdict(before, after)).toEqual([expected]);
  });

  test.each([
    ['usd', 0.001, 0.00109, 'same'],
    ['usd', 0.001, 0.00111, 'worse'],
    ['ms', 900, 1_190, 'same'],
    ['ms', 900, 1_210, 'worse'],
    ['count', 0, 1, 'worse'],
    ['count', 3, 2.9, 'same'],
  ] as const)('in %s from %d to %d: %s', (unit, before, after, expected) => {
    const metric = (value: number): Metric => ({ name: 'a', value, of: 9, unit, better: 'lower' });
    expect(verdict(metric(before), metric(after))).toEqual([expected]);
  });

  test('neither where it is new, gone or empty', () => {
    expect(verdict(share('a', 0.9), share('b', 0.1))).toEqual([]);
    expect(verdict(share('a', null), share('a', 0.1))).toEqual([]);
  });
});

test('made-up times of the simulator are not compared', () => {
  const ms: Metric = { name: 'latency', value: 1, of: 9, unit: 'ms', better: 'lower' };
  const over = { simulated: true };
  expect(changesSince(baselineOf([ms], over), evaluation([{ ...ms, value: 100 }], over))).toEqual([]);
});

describe('two evaluations are comparable', () => {
  const kept = baselineOf([]);
  test('whatever the strategy, but not where another one answered or other things were asked', () => {
    expect(whyIncomparable(kept, evaluation([], { strategy: 'in_one' }))).toBeNull();
    expect(whyIncomparable(kept, evaluation([], { simulated: true }))).toContain('simulator');
    expect(whyIncomparable(kept, evaluation([], { conversations: 3 }))).toContain('this is of 3');
    expect(whyIncomparable(kept, evaluation([], { complete: false }))).toContain('stopped');
  });

  test('in what is code, also where Claude was not asked', () => {
    expect(whyIncomparable(kept, evaluation([], { simulated: null, conversations: 0 }))).toBeNull();
  });
});

test('the comparison names figure, before, after and difference, the worse ones first', () => {
  const before = baselineOf([share('a', 0.9), share('b', 0.5), share('c', 1)]);
  const changes = changesSince(before, evaluation([share('a', 0.95), share('b', 0.4), share('c', 1)]));
  const from = { name: 'kept.json', measuredAt: conditions.measuredAt };
  const [, heading, , ...rows] = comparisonLines(changes, from, false);
  expect(heading).toContain('kept.json of 2026-01-02T03:04:05.000Z: 1 of 3 figures unchanged');
  expect(rows).toEqual([
    expect.stringMatching(/^b\s+50\.0 %\s+40\.0 %\s+-10\.0 points\s+worse$/),
    expect.stringMatching(/^a\s+90\.0 %\s+95\.0 %\s+\+5\.0 points\s+better$/),
  ]);
});

test('a baseline is read as it was saved, and never saved of half an evaluation', async () => {
  const file = join(folder, 'saved.json');
  await saveBaseline(evaluation([share('a', 0.5)]), file);
  expect(readBaseline(file)).toEqual({ conditions, metrics: [share('a', 0.5)] });
  await expect(saveBaseline(evaluation([], { complete: false }), file)).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

test.each([
  ['not there', undefined],
  ['no JSON', 'hello'],
  ['something else', '{}'],
])('a file that is %s is refused in one line', (_what, text) => {
  const file = join(folder, 'wrong.json');
  rmSync(file, { force: true });
  if (text !== undefined) writeFileSync(file, text);
  expect(() => readBaseline(file)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
