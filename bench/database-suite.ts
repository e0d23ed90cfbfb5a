import { availableParallelism, cpus } from 'node:os';
import { Client } from 'pg';
import { numberOption, parseArguments, refuseMore } from '../main/commands/arguments';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import { fillDatabase } from './database-fill';
import { createIndexes, dropPrimaryKeys, dropSecondaryIndexes } from './database-indexes';
import { measureScenarios } from './database-measurement';
import { fillSizeOf, type Extremes, type FillSize } from './database-names';
import {
  databaseLines,
  databaseMarkdown,
  failuresOf,
  savedShares,
  type CallTimes,
  type DatabaseConditions,
  type DatabaseFigures,
} from './database-report';
import { openScratchServers, type ScratchServers } from './scratch-servers';
import type { Suite } from './suite';

const usage = `npm run bench -- database [options]

  --messages N    messages that the database is filled with (default: 1000000; takes about 3 GB)
  --clients N     clients at once (default: 8)
  --seconds N     length of each scenario; those without indexes take up to four times that (default: 20)
  --database URL  makes its own database in the Postgres at this address instead of starting one; it is
                  dropped afterwards
  --json          the last line is the result as one JSON object`;

const options = {
  messages: { type: 'string' },
  clients: { type: 'string' },
  seconds: { type: 'string' },
  database: { type: 'string' },
} as const;

export interface DatabaseOptions {
  readonly messages: number;
  readonly clients: number;
  readonly seconds: number;
  readonly database: string | undefined;
}

/** @throws LeadwireError `invalid_request` */
export function readDatabaseOptions(args: readonly string[]): DatabaseOptions {
  const { values, positionals } = parseArguments(args, options);
  refuseMore(positionals, 0);
  return {
    messages: numberOption('messages', values.messages, { fallback: 1_000_000, from: 1_000, to: 50_000_000 }),
    clients: numberOption('clients', values.clients, { fallback: 8, from: 1, to: 20 }),
    seconds: numberOption('seconds', values.seconds, { fallback: 20, from: 1, to: 600 }),
    database: values.database,
  };
}

/** Beyond what most locations ever have; see `database-names.ts`. */
const extremes: Extremes = { agentContacts: 20_000, conversationMessages: 5_000 };

/** The goal for all calls together and for each, in milliseconds, and what is to be saved against none of the means. */
const p90AtMostMs = 50;
const savedAtLeast = 0.6;

export const databaseSuite: Suite = {
  name: 'database',
  usage,
  async run(args, { environment, printError: report }, signal) {
    const asked = readDatabaseOptions(args);
    const servers = await openScratchServers({ databaseUrl: asked.database, environment, report, signal });
    try {
      const figures = await measureAll(asked, servers, report, signal);
      return {
        json: { ...figures },
        lines: databaseLines(figures),
        markdown: databaseMarkdown(figures),
        faults: faultsOf(figures),
      };
    } finally {
      await servers.close();
    }
  },
};

async function measureAll(
  asked: DatabaseOptions,
  servers: ScratchServers,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<DatabaseFigures> {
  const size = fillSizeOf(asked.messages, extremes);
  const client = new Client({ connectionString: servers.databaseUrl });
  await client.connect();
  try {
    report(`filling in ${size.messages.toLocaleString('en')} messages …`);
    const { count, again } = await dropSecondaryIndexes(client);
    await fillDatabase(client, size, report, signal);
    refuseHalf(signal);
    report('  indexes …');
    await createIndexes(client, again);
    await client.query('vacuum analyze');
    await client.query('checkpoint');
    const conditions = { ...(await conditionsOf(asked, size, client, servers)), secondaryIndexes: count };
    const scenarios = await measureScenarios({
      ...{ servers, size, clients: asked.clients, seconds: asked.seconds, signal, report },
      dropSecondaryIndexes: async () => void (await dropSecondaryIndexes(client)),
      dropPrimaryKeys: () => dropPrimaryKeys(client),
    });
    refuseHalf(signal);
    return { suite: 'database', conditions, scenarios, saved: savedShares(scenarios) };
  } finally {
    await client.end();
  }
}

/** Half a measurement is none. */
function refuseHalf(signal: AbortSignal): void {
  if (signal.aborted) throw new LeadwireError('start_failed', 'stopped before the end; nothing was written');
}

async function conditionsOf(
  { clients }: DatabaseOptions,
  size: FillSize,
  client: Client,
  { postgres }: ScratchServers,
): Promise<Omit<DatabaseConditions, 'secondaryIndexes'>> {
  const rows = await client.query<{ table: string; rows: number }>(
    `select relname as table, reltuples::bigint::float8 as rows from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 100 order by reltuples desc`,
  );
  const server = await client.query<{ version: string; buffers: string; megabytes: number }>(
    `select current_setting('server_version') as version, current_setting('shared_buffers') as buffers,
       round(pg_database_size(current_database()) / 1e6)::float8 as megabytes`,
  );
  const { version = '', buffers = '', megabytes = 0 } = server.rows[0] ?? {};
  return {
    messages: size.messages,
    extremes: size.extremes,
    rows: Object.fromEntries(rows.rows.map(row => [row.table, row.rows])),
    databaseMegabytes: megabytes,
    clients,
    postgres: version.split(' ')[0] ?? version,
    sharedBuffers: buffers,
    server: postgres,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    measuredAt: systemClock.now().toISOString(),
  };
}

/**
 * A round that failed where none may, and a goal that was missed. Each call is held to the goal by itself:
 * all calls together would hide one that is rare and slow.
 */
export function faultsOf({ scenarios, saved }: Pick<DatabaseFigures, 'scenarios' | 'saved'>): string[] {
  const indexed = [
    'as it is',
    'without caches',
    'without prepared statements',
    'as it is, reads only',
  ] as const;
  const { allCalls, calls, extremes } = scenarios['as it is'];
  const share = saved['none of the three'] ?? 0;
  return [
    ...indexed.flatMap(name => failuresOf(name, scenarios[name])),
    ...slowIn({ 'all calls': allCalls, ...calls, ...extremes }),
    ...(share >= savedAtLeast
      ? []
      : [`only ${Math.round(share * 100)} % are saved against none of the three`]),
  ];
}

const slowIn = (times: Readonly<Record<string, CallTimes>>): string[] =>
  Object.entries(times).flatMap(([call, { p90 }]) => {
    if (p90 === null) return [`${call}: nothing was measured`];
    return p90 <= p90AtMostMs ? [] : [`${call}: 90 % took up to ${p90} ms, not ${p90AtMostMs} ms`];
  });
