import { randomInt, randomUUID } from 'node:crypto';
import { noTimes, playRounds, type LoadLimits, type LoadTimes, type Round } from './database-load';
import { leadOf, type BenchLead, type FillSize } from './database-names';
import { callTimesOf, type ScenarioName, type ScenarioResult } from './database-report';
import { playQuestions, playReads, playRun } from './database-run';
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

type Group = Readonly<Partial<Record<ScenarioName, Means>>>;
const withIndexes: Group = {
  'as it is': { prepared: true, cached: true },
  'without caches': { prepared: true, cached: false },
  'without prepared statements': { prepared: false, cached: true },
};
const withoutSecondary: Group = {
  'without secondary indexes': { prepared: true, cached: true },
  'none of the three': { prepared: false, cached: false },
};
const withoutAny: Group = { 'without any index, reads only': { prepared: false, cached: false } };

/** More than five uses, after which Postgres may settle on one plan for a prepared statement. */
const warmUpRoundsOfClient = 10;
const slowRounds = 80;
const slower = 4;
const plentyOfRounds = 1_000_000;
/** Drawn from all, and warm in the caches where there are caches. */
const leadsAtMost = 3_000;

/** Measures every scenario, and leaves the database without an index. */
export async function measureScenarios(
  measurement: Measurement,
): Promise<Record<ScenarioName, ScenarioResult>> {
  const { seconds } = measurement;
  const slow = { seconds: seconds * slower, rounds: slowRounds, warmUp: 0 };
  const fast = { seconds, rounds: plentyOfRounds, warmUp: warmUpRoundsOfClient * measurement.clients };
  const indexed = await measureGroup(measurement, withIndexes, fast);
  await measurement.dropSecondaryIndexes();
  const scanned = await measureGroup(measurement, withoutSecondary, slow);
  await measurement.dropPrimaryKeys();
  const bare = await measureGroup(measurement, withoutAny, slow, playReads);
  return { ...indexed, ...scanned, ...bare } as Record<ScenarioName, ScenarioResult>;
}

interface Limits extends Pick<LoadLimits, 'seconds' | 'rounds'> {
  /** Rounds of each scenario that are not measured. */
  readonly warmUp: number;
}

/** The scenarios of a group take turns, round by round: whatever else the machine does touches all alike. */
async function measureGroup(
  { servers, size, clients, signal, report }: Measurement,
  group: Group,
  { seconds, rounds, warmUp }: Limits,
  play: typeof playRun = playRun,
): Promise<Partial<Record<ScenarioName, ScenarioResult>>> {
  const names = Object.keys(group) as ScenarioName[];
  report(`${names.join(', ')} …`);
  const opened: OpenScenario[] = [];
  try {
    for (const means of Object.values(group)) opened.push(await openScenario(means, servers));
    const leads = drawLeads(size, Math.min(rounds * names.length, leadsAtMost));
    for (const scenario of opened) for (const lead of leads) if (!signal.aborted) await scenario.warm(lead);
    const load = async (limits: Pick<LoadLimits, 'seconds' | 'rounds'>): Promise<LoadTimes[]> => {
      const times = names.map(noTimes);
      await playRounds(number => roundOf(number, { opened, times, leads, play }), {
        ...{ clients, signal },
        ...{ seconds: limits.seconds * names.length, rounds: limits.rounds * names.length },
      });
      return times;
    };
    await load({ seconds: 60, rounds: warmUp });
    const times = await load({ seconds, rounds });
    return Object.fromEntries(names.map((name, place) => [name, resultOf(times[place] ?? noTimes())]));
  } finally {
    for (const scenario of opened) await scenario.close();
  }
}

interface Played {
  readonly opened: readonly OpenScenario[];
  readonly times: readonly LoadTimes[];
  readonly leads: readonly BenchLead[];
  readonly play: typeof playRun;
}

function roundOf(number: number, { opened, times: all, leads, play }: Played): Round {
  const turn = number % opened.length;
  const [scenario, times, lead] = [opened[turn], all[turn], leads[number % leads.length]];
  if (!scenario || !times || !lead) throw new Error('the benchmark has nothing to play');
  const { store, reads } = scenario;
  const name = `bench-${randomUUID()}`;
  return {
    times,
    run: measure => play(store, reads, lead, name, measure),
    questions: async measure => {
      if (play !== playReads) await playQuestions(store, lead, name, measure);
    },
  };
}

/** No lead twice: of two messages of one lead at once, one run rightly gives way to the other. */
function drawLeads(size: FillSize, most: number): BenchLead[] {
  const drawn = new Set<number>();
  while (drawn.size < Math.min(most, size.contacts)) drawn.add(randomInt(size.contacts));
  return [...drawn].map(contact => leadOf(contact, size));
}

const resultOf = ({ calls, runs, failures }: LoadTimes): ScenarioResult => ({
  calls: Object.fromEntries([...calls].map(([name, times]) => [name, callTimesOf(times)])),
  allCalls: callTimesOf([...calls.values()].flat()),
  run: callTimesOf(runs),
  failures: Object.fromEntries(failures),
});
