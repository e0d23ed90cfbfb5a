import { afterEach, describe, expect, test } from '@jest/globals';
import { createCacheFigures, type CacheFigures } from '../../cache/cache-figures';
import { locationId } from '../../domain/ids';
import { systemClock } from '../../runtime/clock';
import { createLogger } from '../../runtime/logger';
import type { CacheFigureRepository, CacheReport } from '../../store/cache-figures';
import { startCacheReports, type CacheReports } from '../../workers/cache-reports';

const memory = { entries: 1, bytes: 2, evictions: 3, limitEntries: 4, limitBytes: 5 };
const redis = {
  ...{ connections: 10, ready: 10, commandsInFlight: 0, breaker: 'closed' as const },
  ...{ timeouts: 0, errors: 0 },
};

/** A repository that notes what it was told, and may be away. */
function notingRepository() {
  const told: CacheReport[] = [];
  const state = { away: false, forgotten: 0, losesAnswers: false, answers: Promise.resolve() };
  const repository: Pick<CacheFigureRepository, 'record' | 'forgetOld'> = {
    async record(report) {
      await state.answers;
      if (state.away) throw new Error('no connection');
      told.push(report);
      if (state.losesAnswers) throw new Error('the connection broke');
    },
    async forgetOld() {
      state.forgotten += 1;
    },
  };
  return { repository: repository as CacheFigureRepository, told, state };
}

const open: CacheReports[] = [];
afterEach(() => Promise.all(open.splice(0).map(reports => reports.close())));

function start(options: { everyMs?: number; mostSums?: number } = {}) {
  const figures: CacheFigures = createCacheFigures(
    () => memory,
    () => redis,
  );
  const noting = notingRepository();
  const reports = startCacheReports({
    ...{ figures, repository: noting.repository, name: 'api', clock: systemClock },
    ...{ logger: createLogger('test', 'silent'), everyMs: 60_000 },
    ...options,
  });
  open.push(reports);
  return { ...noting, figures, reports };
}

const bay = locationId('bay');
const total = (told: readonly CacheReport[]): number =>
  [...new Map(told.map(report => [report.report, report])).values()]
    .flatMap(report => report.counts)
    .reduce((sum, { count }) => sum + count, 0);

describe('the reports of a process on its caches', () => {
  test('tell what was counted since the last one, and how the process is', async () => {
    const { figures, reports, told } = start();
    figures.count('semantic', bay, 'memory', 'hit', 10);
    figures.count('semantic', bay, 'memory', 'hit', 20);
    await reports.report();
    figures.count('semantic', bay, 'redis', 'miss');
    await reports.report();
    expect(told.map(({ report, counts }) => [report, counts])).toEqual([
      [
        1,
        [expect.objectContaining({ locationId: 'bay', tier: 'memory', outcome: 'hit', count: 2, bytes: 30 })],
      ],
      [
        2,
        [expect.objectContaining({ locationId: 'bay', tier: 'redis', outcome: 'miss', count: 1, bytes: 0 })],
      ],
    ]);
    expect(told[0]).toMatchObject({ name: 'api', state: { memory, redis } });
  });

  test('go out by themselves', async () => {
    const { figures, told } = start({ everyMs: 20 });
    figures.count('coaching', bay, 'redis', 'hit');
    while (told.length < 2) await new Promise(resolve => setTimeout(resolve, 10));
    expect(total(told)).toBe(1);
  });

  test('do not queue up while Postgres keeps one waiting: the next tells all of it', async () => {
    const { figures, reports, told, state } = start();
    let goOn: () => void = () => undefined;
    state.answers = new Promise(resolve => (goOn = resolve));
    const asked = Array.from({ length: 100 }, () => {
      figures.count('semantic', bay, 'redis', 'hit');
      return reports.report();
    });
    goOn();
    await Promise.all(asked);
    expect(told.length).toBeLessThanOrEqual(2);
    expect(total(told)).toBe(100);
  });

  test('wait while Postgres is away, and lose nothing', async () => {
    const { figures, reports, told, state } = start();
    state.away = true;
    for (let n = 0; n < 5; n += 1) {
      figures.count('semantic', bay, 'redis', 'hit');
      await reports.report();
    }
    expect(told).toEqual([]);
    state.away = false;
    await reports.report();
    await reports.report();
    expect(total(told)).toBe(5);
  });

  test('keep their number and their counts when the answer was lost, so that they can be told again', async () => {
    const { figures, reports, told, state } = start();
    state.losesAnswers = true;
    figures.count('semantic', bay, 'redis', 'hit');
    await reports.report();
    figures.count('semantic', bay, 'redis', 'hit');
    await reports.report();
    state.losesAnswers = false;
    await reports.report();
    await reports.report();
    expect(told.map(({ report }) => report)).toEqual([1, 1, 1, 2]);
    expect(told[2]).toEqual(told[0]);
    expect(total(told)).toBe(2);
  });

  test('stay bounded while Postgres is away: the locations beyond are added up together', async () => {
    const { figures, reports, told, state } = start({ mostSums: 10 });
    state.away = true;
    await reports.report();
    for (let n = 0; n < 500; n += 1) figures.count('semantic', locationId(`l-${n}`), 'redis', 'hit');
    await reports.report();
    state.away = false;
    await reports.report();
    await reports.report();
    const counts = told.flatMap(report => report.counts);
    expect(counts).toHaveLength(11);
    expect(counts.find(({ locationId: id }) => id === '')).toMatchObject({ count: 490 });
    expect(total(told)).toBe(500);
  });

  test.each(['a\0b', '\ud800', 'x'.repeat(201)])(
    'are not held up by an id that Postgres cannot take',
    async id => {
      const { figures, reports, told } = start();
      figures.count('semantic', locationId(id), 'redis', 'hit');
      await reports.report();
      expect(told[0]?.counts).toEqual([expect.objectContaining({ locationId: '', count: 1 })]);
    },
  );

  test('end with a last one when the process closes', async () => {
    const { figures, reports, told } = start();
    figures.count('semantic', bay, 'redis', 'hit');
    await reports.close();
    expect(total(told)).toBe(1);
  });

  test('end with two where one had waited', async () => {
    const { figures, reports, told, state } = start();
    state.away = true;
    figures.count('semantic', bay, 'redis', 'hit');
    await reports.report();
    state.away = false;
    figures.count('semantic', bay, 'redis', 'hit');
    await reports.close();
    expect(total(told)).toBe(2);
  });

  test('have old rows removed at the start, not with each report', async () => {
    const { reports, state } = start();
    for (let n = 0; n < 3; n += 1) await reports.report();
    expect(state.forgotten).toBe(1);
  });

  test('never fail whoever asks for one', async () => {
    const { reports, state } = start();
    state.away = true;
    await expect(reports.report()).resolves.toBeUndefined();
    await expect(reports.close()).resolves.toBeUndefined();
  });
});
