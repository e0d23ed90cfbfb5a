import { randomUUID } from 'node:crypto';
import type { CommandListener } from '../cache/redis-pool';
import { openLeadwire } from './cache-contenders';
import { payloadFor } from './cache-payloads';
import { atConstantRate } from './constant-rate';
import { percentile } from './percentiles';

/** How the pool is asked: one command after the other, so many a second, or as fast as 16 callers can. */
export const commandLoads = ['sequential', 'steady', 'saturated'] as const;
export type CommandLoad = (typeof commandLoads)[number];

/** What the commands of the pool took, as the cache has them. Milliseconds. */
export interface CommandFigures {
  readonly load: CommandLoad;
  readonly commands: number;
  readonly average: number;
  readonly p99: number;
  readonly failed: number;
}

/** The targets on loopback, for a process that is not saturated; milliseconds. */
export const commandTargets = { average: 1, p99: 5 } as const;
/** More than some hundred webhooks a second ask for. */
export const steadyPerSecond = 1_000;
export const saturatingCallers = 16;

export const meetsTargets = ({ load, average, p99, failed }: CommandFigures): boolean =>
  load === 'saturated' || (average < commandTargets.average && p99 < commandTargets.p99 && failed === 0);

const bytes = 1_000;

export interface CommandOptions {
  readonly redisUrl: string;
  /** In each load, half of them writes. */
  readonly commands: number;
  readonly signal: AbortSignal;
}

/** Writes and reads entries of 1 KB, each once, so that memory answers none of them. */
export async function measureCommands({
  redisUrl,
  commands,
  signal,
}: CommandOptions): Promise<CommandFigures[]> {
  let milliseconds: number[] = [];
  let failed = 0;
  const onCommand: CommandListener = (_name, seconds, outcome) => {
    milliseconds.push(seconds * 1_000);
    if (outcome !== 'ok') failed += 1;
  };
  const writer = await openLeadwire(redisUrl, onCommand);
  const reader = await openLeadwire(redisUrl, onCommand);
  const pair = async (): Promise<void> => {
    const key = randomUUID();
    await writer.set(key, payloadFor(key, bytes));
    await reader.get(key);
  };
  const pairs = async (count: number): Promise<void> => {
    for (let n = 0; n < count && !signal.aborted; n += 1) await pair();
  };
  const count = Math.ceil(commands / 2);
  const loads: Readonly<Record<CommandLoad, () => Promise<unknown>>> = {
    sequential: () => pairs(count),
    steady: () => atConstantRate({ perSecond: steadyPerSecond / 2, count, signal }, pair),
    saturated: () =>
      Promise.all(
        Array.from({ length: saturatingCallers }, () => pairs(Math.ceil(count / saturatingCallers))),
      ),
  };
  const figures: CommandFigures[] = [];
  try {
    await pairs(1_000);
    for (const load of commandLoads) {
      milliseconds = [];
      failed = 0;
      await loads[load]();
      figures.push({ load, ...summaryOf(milliseconds), failed });
    }
  } finally {
    await Promise.all([writer.close(), reader.close()]);
  }
  return figures;
}

function summaryOf(milliseconds: readonly number[]): Pick<CommandFigures, 'commands' | 'average' | 'p99'> {
  const sum = milliseconds.reduce((total, one) => total + one, 0);
  return {
    commands: milliseconds.length,
    average: rounded(sum / Math.max(1, milliseconds.length)),
    p99: rounded(percentile(milliseconds, 99) ?? 0),
  };
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
