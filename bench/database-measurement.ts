import { randomInt, randomUUID } from 'node:crypto';
import { noTimes, playRounds, type LoadLimits, type LoadTimes, type Round } from './database-load';
import { leadOf, type BenchLead, type FillSize } from './database-names';
import { callTimesOf, type CallTimes, type ScenarioName, type ScenarioResult } from './database-report';
import { playExtremes, playQuestions, playReads, playRun } from './database-run';
import { openScenario, type Means, type OpenScenario } from './database-scenarios';

export interface Measurement {
  readonly servers: { readonly databaseUrl: string; readonly redisUrl: string };
  readonly size: FillSize;
  readonly clients: number;
  /** For each scenario with indexes; those without may take four times as long. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  dropSecondaryIndexes(): Promise<void>;
  dropPrimaryKeys(): Promise<void>;
}

interface Group {
  readonly scenarios: Readonly<Partial<Record<ScenarioName, Means>>>;
  readonly play: typeof playRun;
  /** With what people ask meanwhile, and at the largest conversation, too. */
  readonly isWhole: boolean;
}

const withIndexes: Group = {
  scenarios: {
    'as it is': { prepared: true, cached: true },
    'without caches': { prepared: true, cached: false },
    'without prepared statements': { prepared: false, cached: true },
  },
  ...{ play: playRun, isWhole: true },
};
const readsWithIndexes: Group = {
  scenarios: { 'as it is, reads only': { prepared: true, cached: true } },
  ...{ play: playReads, isWhole: false },
};
const withoutSecondary: Group = {
  scenarios: {
    'without secondary indexes': { prepared: true, cached: true },
    'none of the three': { prepared: false, cached: false },
  },
  ...{ play: playRun, isWhole: true },
};
const withoutAny: Group = {
  scenarios: { 'without any index, reads only': { prepared: false, cached: false } },
  ...{ play: playReads, isWhole: false },
};

/** More than five uses, after which Postgres may settle on one plan for a prepared statement. */
const warmUpRoundsOfClient = 10;
const slowRounds = 80;
const slower = 4;
const plentyOfRounds = 1_000_000;
/** Of the largest conversation, one after the other: two messages of one lead at once give way to each other. */
const extremeRounds = { fast: 200, slow: 20 } as const;
/** Drawn from all, and warm in the caches where there are caches. */
const leadsAtMost = 3_000;

/** Measures every scenario, and leaves the database without an index. */
export async function measureScenarios(
  measurement: Measurement,
): Promise<Record<ScenarioName, ScenarioResult>> {
  const { seconds, clients } = measurement;
  const slow = { seconds: seconds * slower, rounds: slowRounds, extremes: extremeRounds.slow, warmUp: 0 };
  const fast = {
    ...{ seconds, rounds: plentyOfRounds, extremes: extremeRounds.fast },
    warmUp: warmUpRoundsOfClient * clients,
  };
  const indexed = await measureGroup(measurement, withIndexes, fast);
  const read = await measureGroup(measurement, readsWithIndexes, fast);
  await measurement.dropSecondaryIndexes();
  const scanned = await measureGroup(measurement, withoutSecondary, slow);
  await measurement.dropPrimaryKeys();
  const bare = await measureGroup(measurement, withoutAny, slow);
  return { ...indexed, ...read, ...scanned, ...bare } as Record<ScenarioName, ScenarioResult>;
}

interface Limits extends Pick<LoadLimits, 'seconds' | 'rounds'> {
  /** Rounds of each scenario that are not measured. */
  readonly warmUp: number;
  /** Rounds at the largest conversation. */
  readonly extremes: number;
}

/** The scenarios of a group take turns, round by round: whatever else the machine does touches all alike. */
async function measureGroup(
  { servers, size, clients, signal, report }: Measurement,
  { scenarios, play, isWhole }: Group,
  { seconds, rounds, extremes, warmUp }: Limits,
): Promise<Partial<Record<ScenarioName, ScenarioResult>>> {
  const names = Object.keys(scenarios) as ScenarioName[];
  report(`${names.join(', ')} …`);
  const opened: OpenScenario[] = [];
  try {
    for (const means of Object.values(scenarios)) opened.push(await openScenario(means, servers));
    const leads = drawLeads(size, Math.min(rounds * names.length, leadsAtMost));
    for (const scenario of opened) for (const lead of leads) if (!signal.aborted) await scenario.warm(lead);
    const load = async (
      roundAt: (number: number, times: readonly LoadTimes[]) => Round,
      limits: Pick<LoadLimits, 'seconds' | 'rounds' | 'clients'>,
    ): Promise<LoadTimes[]> => {
      const times = names.map(noTimes);
      await playRounds(number => roundAt(number, times), {
        ...{ clients: limits.clients, signal },
        ...{ seconds: limits.seconds * names.length, rounds: limits.rounds * names.length },
      });
      return times;
    };
    const usual = (number: number, times: readonly LoadTimes[]): Round =>
      roundOf(number, { opened, times, leads, play, isWhole });
    await load(usual, { clients, seconds: 60, rounds: warmUp });
    const times = await load(usual, { clients, seconds, rounds });
    const extreme = (number: number, at: readonly LoadTimes[]): Round =>
      extremeRoundOf(number, { opened, times: at, size, play });
    const isAsked = isWhole && size.extremes.agentContacts > 0;
    if (isAsked) await load(extreme, { clients: 1, seconds, rounds: Math.min(warmUp, extremes) });
    const most = await load(extreme, { clients: 1, seconds, rounds: isAsked ? extremes : 0 });
    return Object.fromEntries(
      names.map((name, place) => [name, resultOf(times[place] ?? noTimes(), most[place] ?? noTimes())]),
    );
  } finally {
    for (const scenario of opened) await scenario.close();
  }
}

interface Played {
  readonly opened: readonly OpenScenario[];
  readonly times: readonly LoadTimes[];
  readonly play: typeof playRun;
}

/** The scenario whose turn it is. */
function turnOf(number: number, { opened, times: all }: Played) {
  const turn = number % opened.length;
  const [scenario, times] = [opened[turn], all[turn]];
  if (!scenario || !times) throw new Error('the benchmark has nothing to play');
  return { ...scenario, times, name: `bench-${randomUUID()}` };
}

function roundOf(
  number: number,
  { leads, isWhole, ...played }: Played & { readonly leads: readonly BenchLead[]; readonly isWhole: boolean },
): Round {
  const { store, reads, times, name } = turnOf(number, played);
  const lead = leads[number % leads.length];
  if (!lead) throw new Error('the benchmark has nobody to play');
  return {
    times,
    run: measure => played.play(store, reads, lead, name, measure),
    questions: async measure => {
      if (isWhole) await playQuestions(store, lead, name, measure);
    },
  };
}

function extremeRoundOf(number: number, { size, ...played }: Played & { readonly size: FillSize }): Round {
  const { store, reads, times, name } = turnOf(number, played);
  return {
    times,
    run: measure => playExtremes(played.play, { store, reads, size }, name, measure),
    questions: async () => undefined,
  };
}

/** No lead twice: of two messages of one lead at once, one run rightly gives way to the other. */
function drawLeads(size: FillSize, most: number): BenchLead[] {
  const drawn = new Set<number>();
  while (drawn.size < Math.min(most, size.contacts)) drawn.add(randomInt(size.contacts));
  return [...drawn].map(contact => leadOf(contact, size));
}

const resultOf = ({ calls, runs, failures }: LoadTimes, extremes: LoadTimes): ScenarioResult => ({
  calls: timesOf(calls),
  allCalls: callTimesOf([...calls.values()].flat()),
  run: callTimesOf(runs),
  extremes: timesOf(extremes.calls),
  failures: sumOf(failures, extremes.failures),
});

const timesOf = (calls: LoadTimes['calls']): Record<string, CallTimes> =>
  Object.fromEntries([...calls].map(([name, times]) => [name, callTimesOf(times)]));

function sumOf(...all: readonly LoadTimes['failures'][]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const failures of all) for (const [why, count] of failures) sums[why] = (sums[why] ?? 0) + count;
  return sums;
}
