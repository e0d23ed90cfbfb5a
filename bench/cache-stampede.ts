import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startChild, type MeasuredChild } from './measured-child';

/** What a stampede on one missing key came to, over some keys. */
export interface StampedeFigures {
  readonly processes: number;
  /** In all processes together, for each key. */
  readonly callers: number;
  readonly keys: number;
  /** One for each key is the least there can be. */
  readonly loads: number;
  readonly mostLoadsOfOneKey: number;
  readonly wrong: number;
}

const messageSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ loads: z.number(), wrong: z.number() }),
]);
type Message = z.infer<typeof messageSchema>;

export interface StampedeOptions {
  readonly redisUrl: string;
  readonly processes: number;
  readonly callers: number;
  readonly keys: number;
  readonly signal: AbortSignal;
}

/** All callers of all processes ask for the same missing key at the same moment. */
export async function measureStampede(options: StampedeOptions): Promise<StampedeFigures> {
  const { redisUrl, processes, callers, keys, signal } = options;
  const children = Array.from({ length: processes }, () =>
    talkTo({ redisUrl, callers: Math.ceil(callers / processes) }, signal),
  );
  const all = { loads: 0, most: 0, wrong: 0 };
  await Promise.all(children.map(child => child.next()));
  for (let n = 0; n < keys; n += 1) {
    const key = randomUUID();
    for (const child of children) child.send(key);
    const answers = await Promise.all(children.map(child => child.next()));
    let loads = 0;
    for (const answer of answers) {
      if (!('loads' in answer)) continue;
      loads += answer.loads;
      all.wrong += answer.wrong;
    }
    all.loads += loads;
    all.most = Math.max(all.most, loads);
  }
  for (const child of children) child.send('end');
  await Promise.all(children.map(child => child.ended));
  return { processes, callers, keys, loads: all.loads, mostLoadsOfOneKey: all.most, wrong: all.wrong };
}

interface Talk extends MeasuredChild {
  /** The next thing that it says. */
  next(): Promise<Message>;
}

function talkTo(task: unknown, signal: AbortSignal): Talk {
  const said: Message[] = [];
  let heard: (() => void) | undefined;
  const child = startChild({
    ...{ script: 'cache-stampede-process', task, signal },
    onMessage: message => {
      said.push(messageSchema.parse(message));
      heard?.();
    },
  });
  async function next(): Promise<Message> {
    for (;;) {
      const message = said.shift();
      if (message) return message;
      // One that ends says nothing any more.
      await Promise.race([new Promise<void>(resolve => (heard = resolve)), child.ended.then(failed)]);
    }
  }
  const failed = (): never => {
    throw new Error('a process of the stampede has ended too early');
  };
  return { ...child, next };
}
