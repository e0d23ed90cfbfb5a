import { describe, expect, it } from '@jest/globals';
import { disagreements, type Books, type MeterReading } from '../../bench/cost-books';
import { costFaults, costFigures, timesOf, type CostConditions } from '../../bench/cost-figures';
import { pricesOf, recomputed } from '../../bench/cost-prices';
import { costLines, costMarkdown } from '../../bench/cost-report';
import { readCostOptions } from '../../bench/cost-suite';
import { variants, type MeasuredVariant } from '../../bench/cost-variants';
import type { MarkingFigures } from '../../bench/prompt-marks';
import type { CostRow } from '../../domain/costs.schema';

describe('the options of the cost benchmark', () => {
  it('have defaults', () => {
    expect(readCostOptions([], 12)).toEqual({ dialogues: 12, leads: 3, leadsAtOnce: 6, claudeMs: 100 });
  });

  it('say how much is played, and how', () => {
    const args = ['--dialogues', '2', '--leads', '3', '--at-once', '4', '--claude-ms', '0.5'];
    expect(readCostOptions(args, 12)).toEqual({ dialogues: 2, leads: 3, leadsAtOnce: 4, claudeMs: 0.5 });
  });

  it.each([[['--dialogues', '13']], [['--leads', '0']], [['--at-once', 'all']], [['more']]])(
    'refuse %j',
    args => {
      expect(() => readCostOptions(args, 12)).toThrow();
    },
  );
});

const haiku = 'claude-haiku-5-5';
const day = new Date('2026-11-20T12:00:00Z');

/** A million tokens of input cost 0.1 dollars, of each kind of write 0.125 and 0.2, read 0.01, of output 0.5. */
const metered = (millionsOfInput: number): MeterReading => ({
  calls: 2,
  inputTokens: millionsOfInput * 1_000_000,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheReadTokens: 0,
  outputTokens: 0,
  costUsd: millionsOfInput * 0.1,
});

const rowOf = (key: string, { calls, inputTokens, costUsd }: MeterReading): CostRow => ({
  ...{ key, locationId: null, simulated: true, calls, unknownCalls: 0, unknownAtMostUsd: 0 },
  ...{
    inputTokens,
    cacheWriteTokens: 0,
    cacheWriteHourTokens: 0,
    cacheReadTokens: 0,
    outputTokens: 0,
    costUsd,
    hits: 3,
    savedUsd: 0.2,
  },
});

const booksOf = (reading: MeterReading): Books => ({
  ledger: { costUsd: reading.costUsd, savedUsd: 0.2 },
  tasks: [rowOf('reply', reading)],
  models: [rowOf(haiku, reading)],
  meter: reading,
  meterModels: { [haiku]: reading },
  lostCalls: 0,
});

describe('ledger and meter', () => {
  const books = booksOf(metered(1));

  it('agree where calls, tokens and dollars are the same to six decimals', () => {
    expect(disagreements(books)).toEqual([]);
    const rounded = { ...books, ledger: { ...books.ledger, costUsd: 0.1000004 } };
    expect(disagreements(rounded)).toEqual([]);
    const half = { ...books, meter: { ...books.meter, costUsd: 0.1000005 } };
    expect(disagreements(half)).toEqual([]);
  });

  it('differ from a millionth of a dollar on', () => {
    const dearer = { ...books, ledger: { ...books.ledger, costUsd: 0.100001 } };
    expect(disagreements(dearer)).toEqual(['the ledger has $0.100001, the meter $0.100000']);
  });

  it('differ where one has a token, a call or a model more', () => {
    const [row] = books.models;
    const more = { ...books, models: row ? [{ ...row, calls: 3, outputTokens: 1 }] : [] };
    expect(disagreements(more)).toEqual([
      `${haiku}: 3 calls in the ledger, 2 on the meter`,
      `${haiku}: 1 output tokens in the ledger, 0 on the meter`,
    ]);
    expect(disagreements({ ...books, models: [] })).toEqual([`${haiku}: 2 calls are in no ledger`]);
  });

  it('say what nobody knows the price of', () => {
    expect(disagreements({ ...books, lostCalls: 1 })).toEqual([
      '0 calls are unknown and 1 answers were lost',
    ]);
  });
});

describe('the shown prices', () => {
  it('are those of the day, with writes and reads as they are paid', () => {
    expect(pricesOf([haiku], day)).toEqual({
      from: '2026-10-24',
      prices: [{ model: haiku, input: 0.1, write5m: 0.125, write1h: 0.2, read: 0.01, output: 0.5 }],
    });
  });

  it('make the dollars from the shown tokens, each kind at its price', () => {
    const one = { ...metered(1), cacheWrite5mTokens: 1_000_000, cacheWrite1hTokens: 1_000_000 };
    const tokens = { ...one, cacheReadTokens: 1_000_000, outputTokens: 1_000_000 };
    expect(recomputed({ [haiku]: tokens }, pricesOf([haiku], day))).toBeCloseTo(0.935, 12);
    expect(recomputed({ unheard: tokens }, pricesOf(['unheard'], day))).toBeNull();
  });
});

const conditions: CostConditions = {
  dialogues: 1,
  leadsPerDialogue: 2,
  leadsAtOnce: 1,
  claudeMs: 100,
  cores: 2,
  cpu: 'a cpu',
  node: '20',
  platform: 'linux x64',
  measuredAt: day.toISOString(),
};

function measuredAs(index: number, millionsOfInput: number, lookUpMs: number | null = 4): MeasuredVariant {
  const variant = variants[index];
  if (!variant) throw new Error(`there is no variant ${index}`);
  const isCached = variant.answerCaches;
  return {
    variant,
    traffic: {
      ...{ leads: 2, messages: 4, answered: 4, responseHitRate: isCached ? 0.5 : 0, distinctKeys: 2 },
      ...{ bySource: isCached ? { cache: 2, claude: 1, template: 1 } : { claude: 3, template: 1 } },
      ...{ wrongHits: [], claudeCalls: 2, costUsd: 0 },
    },
    books: booksOf(metered(millionsOfInput)),
    replies: [
      { source: 'claude', replyMs: 200, runMs: 300, lookUpMs: null, openingMs: null },
      ...(isCached ? [{ source: 'cache', replyMs: 40, runMs: 100, lookUpMs, openingMs: 12 }] : []),
    ],
    advice: [{ isCached, ms: isCached ? 5 : 150 }],
    asked: new Map([
      ['maya, message 1', 'budget'],
      ['maya, message 2', null],
    ]),
    failures: [],
  };
}

/** In dollars: 1, 0.5, 0.6 and 0.3. */
const measured = [measuredAs(0, 10), measuredAs(1, 5), measuredAs(2, 6), measuredAs(3, 3)];
const markings: MarkingFigures[] = [
  { name: 'no marks', costUsd: 2 },
  { name: 'rules 1 h, voice 5 min', costUsd: 1 },
].map(({ name, costUsd }) => ({
  ...{ installation: 'busy', marking: name, leads: 1, messages: 1_000, calls: 3, costUsd },
  tokens: { input: 1, write5m: 2, write1h: 3, read: 4, output: 5 },
}));

describe('the report of the cost benchmark', () => {
  const figures = costFigures(measured, markings, conditions);
  const text = costLines(figures).join('\n');
  const rows = text.split('\n').map(line => line.split(/ {2,}/));

  it('compares each variant with the one without caches', () => {
    expect(figures.variants.map(({ name, shareOfFirst }) => [name, shareOfFirst?.toFixed(6)])).toEqual([
      ['none', '1.000000'],
      ['response cache only', '0.500000'],
      ['prompt cache only', '0.600000'],
      ['all', '0.300000'],
    ]);
    expect(rows).toContainEqual(
      ['all', '4', '2', '1', '1', '0', '2', '2', '$0.300000', '$0.300000', '$75.0000'].concat('30.0 %'),
    );
  });

  it('shows tokens by model and prices with their day, so that anyone can recompute the dollars', () => {
    expect(rows).toContainEqual(['all', haiku, '2', '3,000,000', '0', '0', '0', '0', '$0.300000']);
    expect(text).toContain('list of 2026-10-24');
    expect(rows).toContainEqual([haiku, '0.1', '0.125', '0.2', '0.01', '0.5']);
    expect(figures.variants.map(({ recomputedUsd }) => recomputedUsd?.toFixed(6))).toEqual([
      '1.000000',
      '0.500000',
      '0.600000',
      '0.300000',
    ]);
  });

  it('shows times with and without caches, of cached replies from the look-up on', () => {
    expect(rows).toContainEqual([
      'none',
      '200.0',
      '200.0',
      '300.0',
      '300.0',
      '0',
      '-',
      '-',
      '-',
      '-',
      '150.0',
      '150.0',
      '0',
      '-',
      '-',
    ]);
    expect(rows).toContainEqual([
      'all',
      '40.0',
      '200.0',
      '100.0',
      '300.0',
      '1',
      '4.0',
      '4.0',
      '12.0',
      '12.0',
      '5.0',
      '5.0',
      '1',
      '5.0',
      '5.0',
    ]);
  });

  it('declares what was played', () => {
    expect(text).toContain(
      '1 dialogues, each by 2 leads in a wording of their own (2 leads), 1 at once; 4 messages',
    );
    expect(text).toContain('2 situations, each met 2.0 times');
  });

  it('compares the marks of the prompt cache', () => {
    expect(rows.at(-1)).toEqual([
      '',
      'rules 1 h, voice 5 min',
      '1,000',
      '1',
      '2',
      '3',
      '4',
      '$1.0000',
      '$1.0000',
      '50.0 %',
    ]);
  });

  it('has the same tables in Markdown', () => {
    expect(costMarkdown(figures)).toContain(
      '| all | 4 | 2 | 1 | 1 | 0 | 2 | 2 | $0.300000 | $0.300000 | $75.0000 | 30.0 % |',
    );
  });

  it('finds no fault where the targets are met', () => {
    expect(text).toContain('measured 30.0 %: met');
    expect(text).toContain('measured 4.0 ms: met');
    expect(costFaults(figures)).toEqual([]);
  });

  it('calls missed targets faults', () => {
    const missed = costFigures([measuredAs(0, 10), measuredAs(3, 4.01, 30.1)], [], conditions);
    expect(costFaults(missed)).toEqual([
      'all: costs 40.1 % of what no cache costs, not at most 40 %',
      'all: a cached reply is ready in 30.1 ms on average, not within 30 ms',
    ]);
    expect(costLines(missed).join('\n')).toContain('measured 40.1 %: missed');
    const nothingCached = costFigures([measuredAs(0, 10), measuredAs(3, 3, null)], [], conditions);
    expect(costFaults(nothingCached)).toEqual(['all: no reply was found in the cache']);
  });

  it('calls it a fault where books differ, texts were others, or a lead is asked something else than without caches', () => {
    const first = measuredAs(0, 10);
    const all = measuredAs(3, 3);
    const odd: MeasuredVariant = {
      ...all,
      traffic: { ...all.traffic, messages: 3, wrongHits: ['it is in es'] },
      books: { ...all.books, meter: { ...all.books.meter, costUsd: 0.300002 } },
      asked: new Map([['maya, message 1', 'timeline'] as const, ['maya, message 2', null] as const]),
      failures: ['an advice was not given', 'an advice was not given'],
    };
    expect(costFaults(costFigures([first, odd], [], conditions))).toEqual([
      'all: the ledger has $0.300000, the meter $0.300002',
      'all: tokens times prices make $0.300000, the meter has $0.300002',
      'all: maya, message 1: asked timeline, without caches budget',
      'all: an advice was not given',
      'all: wrong hit: it is in es',
      'the variants were not played the same number of messages',
    ]);
  });

  it('can do with nothing measured', () => {
    expect(costLines(costFigures([], [], conditions)).join('\n')).toContain('no situation');
    expect(timesOf([null])).toEqual({ count: 0, average: null, p50: null, p95: null });
  });
});
