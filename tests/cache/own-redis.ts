import { randomInt } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pingRedis } from '../../stack/redis-server';
import { testRedisUrl } from './open-test-cache';

/** A Redis server of a test's own, to be killed, filled and set back. It listens on one port for as long as it lives. */
export interface OwnRedis {
  readonly url: string;
  /** SIGKILL: what was written since the last snapshot is lost. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, with the snapshot that lies in its folder. */
  start(): Promise<void>;
  /** Writes a snapshot and puts a copy of it aside. */
  saveCopy(): Promise<void>;
  /** Puts the copy in the place of what is there. Only while it is not running. */
  bringBackCopy(): void;
  /** Runs a command on a connection of its own, as an operator would. */
  command(...words: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** The program of the run's own Redis: it tells itself where it lies. */
async function redisProgram(): Promise<string> {
  const redis = new Redis(testRedisUrl());
  try {
    const path = /^executable:(.+?)\r?$/m.exec(await redis.info('server'))?.[1];
    if (!path) throw new Error('Redis does not tell where its program lies');
    return path;
  } finally {
    redis.disconnect();
  }
}

/** Below the ports that the system gives to connections: one of those would take it while the server is down. */
const [firstPort, lastPort] = [20_000, 32_000];

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, lastPort);
    const server = createServer();
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** @param settings of redis.conf, for example `['maxmemory', '10mb']` */
export async function startOwnRedis(
  settings: readonly (readonly [string, string])[] = [],
): Promise<OwnRedis> {
  const program = await redisProgram();
  const folder = mkdtempSync(join(tmpdir(), 'leadwire-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const endServer = (): void => void server?.kill('SIGKILL');

  const own: OwnRedis = {
    url,
    async kill() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      endServer();
      await exited;
      process.off('exit', endServer);
    },
    async start() {
      const all = [['bind', '127.0.0.1'], ['port', String(port)], ['dir', folder], ['save', ''], ...settings];
      server = spawn(
        program,
        all.flatMap(([name = '', value = '']) => [`--${name}`, value]),
        { stdio: 'ignore' },
      );
      // Whatever way the tests end, their server ends with them.
      process.once('exit', endServer);
      const deadline = Date.now() + 10_000;
      for (;;) {
        const isUp = await pingRedis(url).then(
          () => true,
          () => false,
        );
        if (isUp) return;
        if (Date.now() > deadline) throw new Error('Redis does not start');
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
    async saveCopy() {
      await own.command('SAVE');
      cpSync(join(folder, 'dump.rdb'), join(folder, 'copy.rdb'));
    },
    bringBackCopy: () => cpSync(join(folder, 'copy.rdb'), join(folder, 'dump.rdb')),
    async command(name = '', ...words) {
      const redis = new Redis(url);
      try {
        return await redis.call(name, ...words);
      } finally {
        redis.disconnect();
      }
    },
    async stop() {
      await own.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await own.start();
  return own;
}
