import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CostFigures, CostReport } from '../../domain/costs.schema';
import { runCommandLine } from '../../main/commands/command-line';
import { costLines } from '../../main/commands/costs';

const nothing: CostFigures = {
  ...{ calls: 0, unknownCalls: 0, unknownAtMostUsd: 0, costUsd: 0, hits: 0, savedUsd: 0 },
  ...{ inputTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cacheReadTokens: 0, outputTokens: 0 },
};
const some: CostFigures = {
  ...{ calls: 12, unknownCalls: 1, unknownAtMostUsd: 0.02, costUsd: 0.001235, hits: 3, savedUsd: 0.5 },
  ...{
    inputTokens: 100,
    cacheWriteTokens: 20,
    cacheWriteHourTokens: 0,
    cacheReadTokens: 3_000,
    outputTokens: 40,
  },
};
const report: CostReport = {
  ...{ by: 'task', from: '2026-11-01T00:00:00.000Z', to: '2026-11-20T10:30:00.000Z' },
  ...{ locationId: null, contactId: null },
  rows: [
    { ...some, key: 'reply', locationId: null, simulated: false },
    { ...nothing, calls: 1, key: 'semantic', locationId: null, simulated: true },
  ],
  totals: { real: some, simulated: { ...nothing, calls: 1, costUsd: 0.25 } },
};

describe('costs for people', () => {
  const text = costLines(report).join('\n');

  it('say what they are of and when', () => {
    expect(text).toMatch(/^From 2026-11-01 00:00 to 2026-11-20 10:30 \(UTC\), all locations\n/);
    expect(costLines({ ...report, locationId: 'bay', contactId: 'ann' })[0]).toContain(
      'location bay, contact ann',
    );
  });

  it('have a row each, real or simulated', () => {
    expect(text).toMatch(/CACHE READ +OUTPUT +TASK$/m);
    expect(text).toMatch(/^\$0\.001235 +\$0\.500000 +3 +12 +1 +100 +20 +3000 +40 +real +reply$/m);
    expect(text).toMatch(/ simulated +semantic$/m);
  });

  it('come to one sum of real dollars and one of simulated ones, and say what is not known', () => {
    expect(text).toContain(
      'Real: $0.001235 for 12 calls; 1 more has no known cost, at most $0.020000. ' +
        'The caches saved $0.500000 with 3 hits.',
    );
    expect(text).toContain('Simulated: $0.250000 for 1 call. The caches saved $0.000000 with 0 hits.');
    const real = { ...report, totals: { real: some, simulated: nothing } };
    expect(costLines(real).join('\n')).not.toContain('Simulated:');
  });

  it('name a conversation with its location, and what belongs to none', () => {
    const row = { ...some, locationId: 'bay', simulated: false };
    const lines = costLines({
      ...report,
      by: 'conversation',
      rows: [
        { ...row, key: 'ann' },
        { ...row, key: null },
      ],
    }).join('\n');
    expect(lines).toMatch(/real +ann of bay$/m);
    expect(lines).toMatch(/real +\(no conversation\) of bay$/m);
  });

  it('say so where there is nothing', () => {
    expect(costLines({ ...report, rows: [] }).at(-1)).toMatch(/^Claude was not asked/);
  });
});

describe('npx leadwire costs', () => {
  let server: Server;
  let asked: string[];
  let printed: string[];
  let complained: string[];
  beforeEach(async () => {
    [asked, printed, complained] = [[], [], []];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(report));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise(resolve => server.close(resolve)));

  const run = (...args: string[]): Promise<number> =>
    runCommandLine(['costs', ...args], {
      environment: {
        LEADWIRE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ADMIN_TOKEN: 'a token',
      },
      print: line => printed.push(line),
      printError: line => complained.push(line),
    });

  it('asks for what it is told, a day by its beginning', async () => {
    expect(await run('--by', 'task', '--from', '2026-11-01', '--location', 'bay', '--contact', 'ann')).toBe(
      0,
    );
    const query = new URL(asked[0] ?? '', 'http://api').searchParams;
    expect(Object.fromEntries(query)).toEqual({
      ...{ by: 'task', from: '2026-11-01T00:00:00.000Z', locationId: 'bay', contactId: 'ann', limit: '100' },
    });
    expect(printed.join('\n')).toContain('Real: $0.001235');
  });

  it('gives programs what the API answered', async () => {
    expect(await run('--json')).toBe(0);
    expect(JSON.parse(printed.join('\n'))).toEqual(report);
  });

  it.each([
    [['--by', 'mood'], /--by: give day, tenant, task, model, conversation/],
    [['--from', 'yesterday'], /--from/],
    [['--limit', '0'], /--limit/],
    [['everything'], /one argument too many/],
  ])('does not understand %j', async (args, complaint) => {
    expect(await run(...args)).toBe(2);
    expect(complained.join()).toMatch(complaint);
    expect(asked).toEqual([]);
  });
});
