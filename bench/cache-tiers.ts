import { randomUUID } from 'node:crypto';
import { systemClock } from '../runtime/clock';
import {
  contenderNames,
  contenders,
  withoutMemory,
  type Contender,
  type ContenderName,
} from './cache-contenders';
import { isPayloadOf, payloadFor, payloadSizes } from './cache-payloads';
import { percentilesOf, type Percentiles } from './percentiles';

export const tierOperations = ['memory get', 'redis get', 'redis get x16', 'miss', 'write'] as const;
export type TierOperation = (typeof tierOperations)[number];

/** One operation of one contender at one size. Microseconds. */
export interface TierRow extends Percentiles {
  readonly contender: ContenderName;
  readonly bytes: number;
  readonly operation: TierOperation;
  readonly samples: number;
  /** Another key's value, or none where there had to be one, or one where there was none. */
  readonly wrong: number;
}

export interface TierOptions {
  readonly redisUrl: string;
  /** Each contender's turn comes once in a round. */
  readonly rounds: number;
  /** Of each operation in a round. */
  readonly samples: number;
  readonly signal: AbortSignal;
}

/** How many ask at once in `redis get x16`. */
const callersAtOnce = 16;

interface Series {
  readonly microseconds: number[];
  wrong: number;
}

/**
 * Measures all contenders side by side: in each round each has its turn, another one first each time,
 * so that what else the machine does falls on all of them alike. What is written by one instance is
 * read by another one, whose memory has not seen the key.
 */
export async function measureTiers({ redisUrl, rounds, samples, signal }: TierOptions): Promise<TierRow[]> {
  const series = new Map<string, Series>();
  const instances = new Map<ContenderName, { writer: Contender; reader: Contender }>();
  try {
    for (const name of contenderNames) {
      const open = contenders[name];
      instances.set(name, { writer: await open(redisUrl), reader: await open(redisUrl) });
    }
    // The first round compiles and opens connections; it is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const bytes of payloadSizes) {
        for (const name of rotated(contenderNames, round)) {
          const pair = instances.get(name);
          if (!pair || signal.aborted) continue;
          const found = await measureTurn(pair, bytes, samples, !withoutMemory.includes(name));
          if (round > 0)
            for (const [operation, one] of found) append(series, `${name}/${bytes}/${operation}`, one);
        }
      }
    }
  } finally {
    for (const { writer, reader } of instances.values())
      await Promise.allSettled([writer.close(), reader.close()]);
  }
  return contenderNames.flatMap(contender =>
    payloadSizes.flatMap(bytes =>
      tierOperations.flatMap(operation => {
        const one = series.get(`${contender}/${bytes}/${operation}`);
        if (!one) return [];
        const { microseconds, wrong } = one;
        return [
          {
            contender,
            bytes,
            operation,
            ...percentilesOf(microseconds),
            samples: microseconds.length,
            wrong,
          },
        ];
      }),
    ),
  );
}

const rotated = <T>(all: readonly T[], by: number): T[] => {
  const first = by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
};

function append(series: Map<string, Series>, name: string, one: Series): void {
  const before = series.get(name);
  if (!before) series.set(name, one);
  else {
    before.microseconds.push(...one.microseconds);
    before.wrong += one.wrong;
  }
}

async function measureTurn(
  { writer, reader }: { readonly writer: Contender; readonly reader: Contender },
  bytes: number,
  samples: number,
  hasMemory: boolean,
): Promise<Map<TierOperation, Series>> {
  const keys = newKeys(samples);
  const values = new Map(keys.map(key => [key, payloadFor(key, bytes)]));
  const right = (key: string, value: unknown): boolean => isPayloadOf(key, value);
  const found = new Map<TierOperation, Series>();
  found.set(
    'write',
    await oneByOne(
      keys,
      key => writer.set(key, values.get(key)),
      () => true,
    ),
  );
  found.set('redis get', await oneByOne(keys, key => reader.get(key), right));
  if (hasMemory) found.set('memory get', await oneByOne(keys, key => reader.get(key), right));
  const unknown = newKeys(samples);
  const isMiss = (_key: string, value: unknown): boolean => value === undefined || value === null;
  found.set('miss', await oneByOne(unknown, key => reader.get(key), isMiss));
  const others = newKeys(samples);
  for (const key of others) await writer.set(key, payloadFor(key, bytes));
  found.set('redis get x16', await sideBySide(others, key => reader.get(key), right));
  return found;
}

const newKeys = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

type Ask = (key: string) => Promise<unknown>;
type IsRight = (key: string, value: unknown) => boolean;

async function oneByOne(keys: readonly string[], ask: Ask, isRight: IsRight): Promise<Series> {
  const series: Series = { microseconds: [], wrong: 0 };
  for (const key of keys) await timed(series, key, ask, isRight);
  return series;
}

async function sideBySide(keys: readonly string[], ask: Ask, isRight: IsRight): Promise<Series> {
  const series: Series = { microseconds: [], wrong: 0 };
  const left = [...keys];
  const work = async (): Promise<void> => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) await timed(series, key, ask, isRight);
  };
  await Promise.all(Array.from({ length: callersAtOnce }, work));
  return series;
}

async function timed(series: Series, key: string, ask: Ask, isRight: IsRight): Promise<void> {
  const began = systemClock.elapsed();
  const value = await ask(key);
  series.microseconds.push((systemClock.elapsed() - began) * 1_000);
  if (!isRight(key, value)) series.wrong += 1;
}
