import { describe, expect, it } from '@jest/globals';
import { fillSizeOf, leadOf } from '../../bench/database-names';
import {
  callTimesOf,
  databaseLines,
  databaseMarkdown,
  savedShare,
  savedShares,
  scenarioNames,
  type DatabaseFigures,
  type ScenarioName,
  type ScenarioResult,
} from '../../bench/database-report';
import { faultsOf, readDatabaseOptions } from '../../bench/database-suite';

const times = { p50: 1.25, p90: 2.5, p99: 12, count: 100 };
const result: ScenarioResult = {
  calls: { tenant: times, claim: times },
  allCalls: times,
  run: times,
  extremes: { 'claim, with 5,000 messages': times },
  failures: {},
};
const scenarios = Object.fromEntries(scenarioNames.map(name => [name, result])) as Record<
  ScenarioName,
  ScenarioResult
>;
const figures: DatabaseFigures = {
  suite: 'database',
  conditions: {
    ...{ messages: 1_000_000, rows: { messages: 1_000_000 }, databaseMegabytes: 3_000, secondaryIndexes: 24 },
    ...{ clients: 8, postgres: '18.4', sharedBuffers: '128MB', server: 'own', cores: 2, cpu: 'a CPU' },
    extremes: { agentContacts: 20_000, conversationMessages: 5_000 },
    ...{ node: '20.19.0', platform: 'linux x64', measuredAt: '2026-01-02T03:04:05.000Z' },
  },
  scenarios,
  saved: { 'none of the three': 0.95 },
};

describe('the options of the database benchmark', () => {
  it('are a million messages and 8 clients unless told otherwise', () => {
    expect(readDatabaseOptions([])).toEqual({
      messages: 1_000_000,
      clients: 8,
      seconds: 20,
      database: undefined,
    });
  });

  it.each([['--messages', '10'], ['--clients', '0'], ['--clients', '21'], ['--seconds', '-1'], ['--what']])(
    'refuse %s %s',
    (...args) => {
      expect(() => readDatabaseOptions(args)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );
});

describe('the report of the database benchmark', () => {
  it('shows each call in each scenario', () => {
    const text = databaseLines(figures).join('\n');
    for (const name of [
      ...['tenant', 'claim', 'claim, with 5,000 messages', 'all calls', 'a whole run'],
      ...scenarioNames,
    ])
      expect(text).toContain(name);
    expect(text).toContain('1.25 / 2.50 / 12.0');
    expect(text).toContain('95.0 %');
  });

  it('is a Markdown table with as many cells in each row', () => {
    const rows = databaseMarkdown(figures)
      .split('\n')
      .filter(line => line.startsWith('|'));
    expect(rows).toHaveLength(9);
    expect(new Set(rows.map(row => row.split('|').length)).size).toBe(1);
  });

  it('shows which rounds failed, in the scenarios too in which they may', () => {
    const failing = { ...result, failures: { 'statement timeout': 3 } };
    const told = { ...figures, scenarios: { ...scenarios, 'none of the three': failing } };
    const line = 'none of the three: 3 rounds failed: statement timeout';
    expect(databaseLines(told)).toContain(line);
    expect(databaseMarkdown(told)).toContain(`- ${line}`);
    expect(databaseLines(told).find(one => one.startsWith('rounds that failed'))).toMatch(/0 +3 +0/);
    expect(faultsOf(told)).toEqual([]);
    expect(databaseMarkdown(figures)).not.toContain('rounds failed:');
  });

  it('calls it a fault when a round fails that must not, or a goal is missed', () => {
    expect(faultsOf(figures)).toEqual([]);
    const slow = { ...result, allCalls: { ...times, p90: 51 }, failures: { 'no answer': 2 } };
    expect(
      faultsOf({ scenarios: { ...scenarios, 'as it is': slow }, saved: { 'none of the three': 0.5 } }),
    ).toEqual([
      'as it is: 2 rounds failed: no answer',
      'all calls: 90 % took up to 51 ms, not 50 ms',
      'only 50 % are saved against none of the three',
    ]);
  });

  it('calls a slow call a fault though all calls together are fast', () => {
    const slow = { ...times, p90: 3_000 };
    const hidden = { ...result, calls: { tenant: times, claim: slow }, extremes: { coaching: slow } };
    expect(faultsOf({ ...figures, scenarios: { ...scenarios, 'as it is': hidden } })).toEqual([
      'claim: 90 % took up to 3000 ms, not 50 ms',
      'coaching: 90 % took up to 3000 ms, not 50 ms',
    ]);
    const unmeasured = { ...result, calls: { tenant: callTimesOf([]) } };
    expect(faultsOf({ ...figures, scenarios: { ...scenarios, 'as it is': unmeasured } })).toEqual([
      'tenant: nothing was measured',
    ]);
    // Without indexes, slow is what it should be.
    expect(faultsOf({ ...figures, scenarios: { ...scenarios, 'none of the three': hidden } })).toEqual([]);
  });

  it('compares each scenario with the same calls as they are: reads with reads', () => {
    const taking = (p50: number): ScenarioResult => ({ ...result, run: { ...times, p50 } });
    const shares = savedShares({
      ...scenarios,
      'as it is': taking(10),
      'none of the three': taking(100),
      'as it is, reads only': taking(1),
      'without any index, reads only': taking(4),
    });
    expect(shares).toMatchObject({ 'none of the three': 0.9, 'without any index, reads only': 0.75 });
    expect(Object.keys(shares)).not.toContain('as it is, reads only');
  });

  it('says how much less of the time is left', () => {
    expect(savedShare(callTimesOf([1]), callTimesOf([4]))).toBe(0.75);
    expect(savedShare(callTimesOf([1]), callTimesOf([]))).toBeUndefined();
  });
});

describe('the names of what the database is filled with', () => {
  it('are the same each time, and no two contacts have the same', () => {
    const size = fillSizeOf(10_000);
    expect(leadOf(7, size)).toEqual(leadOf(7, size));
    const contacts = Array.from({ length: size.contacts }, (_, number) => leadOf(number, size).contactId);
    expect(new Set(contacts).size).toBe(size.contacts);
  });

  it('spread the contacts unevenly over all locations', () => {
    const size = fillSizeOf(100_000);
    const counts = new Map<string, number>();
    for (let number = 0; number < size.contacts; number += 1) {
      const { locationId } = leadOf(number, size);
      counts.set(locationId, (counts.get(locationId) ?? 0) + 1);
    }
    const sorted = [...counts.values()].sort((one, other) => other - one);
    expect(sorted[0]).toBeGreaterThan(5 * (sorted.at(-1) ?? 0));
  });
});
