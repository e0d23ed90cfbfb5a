import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { obtainServer } from '../stack/server-lookup';
import { redisKind } from '../stack/redis-program';
import { findOnPath, runCommand, type Environment } from '../stack/run-command';
import { payloadSizes } from './cache-payloads';

/** What `redis-benchmark` itself measured for GET, one caller after the other. Microseconds. */
export interface RedisBenchmarkRow {
  readonly bytes: number;
  readonly callers: number;
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export type RedisBenchmark =
  { readonly program: string; readonly rows: readonly RedisBenchmarkRow[] } | { readonly skipped: string };

const requests = 20_000;

/**
 * Runs the `redis-benchmark` beside the server in use, or else of `PATH`: how fast Redis answers when
 * a program in C asks. Not every package of Redis has it; then it says so.
 */
export async function runRedisBenchmark(redisUrl: string, environment: Environment): Promise<RedisBenchmark> {
  const server = await obtainServer(redisKind(environment), () => undefined);
  const beside = join(dirname(server.path), 'redis-benchmark');
  const program = existsSync(beside) ? beside : findOnPath('redis-benchmark', environment);
  if (program === undefined)
    return {
      skipped: `there is no redis-benchmark beside ${server.path}, nor on PATH (Debian: redis-tools)`,
    };
  const { hostname, port } = new URL(redisUrl);
  const rows: RedisBenchmarkRow[] = [];
  for (const bytes of payloadSizes) {
    for (const callers of [1, 16]) {
      const sizes = ['-d', String(bytes), '-c', String(callers), '-n', String(requests)];
      const { code, stdout, stderr } = await runCommand(
        program,
        ['-h', hostname, '-p', port, '-t', 'set,get', ...sizes, '--csv'],
        { environment },
      );
      const row = code === 0 ? parseRow(stdout) : undefined;
      if (!row)
        return { skipped: `${program} failed: ${(stderr || stdout).trim().split('\n').at(-1) ?? ''}` };
      rows.push({ bytes, callers, ...row });
    }
  }
  return { program, rows };
}

/** The line of GET; its columns are named in the first line, its times are milliseconds. */
export function parseRow(csv: string): Omit<RedisBenchmarkRow, 'bytes' | 'callers'> | undefined {
  const lines = csv
    .trim()
    .split('\n')
    .map(line => line.split(',').map(cell => cell.replaceAll('"', '').trim()));
  const names = lines.find(([first]) => first === 'test');
  const get = lines.find(([first]) => first === 'GET');
  if (!names || !get) return undefined;
  const at = (name: string): number => Math.round(Number(get[names.indexOf(name)]) * 1_000);
  const row = {
    average: at('avg_latency_ms'),
    p50: at('p50_latency_ms'),
    p95: at('p95_latency_ms'),
    p99: at('p99_latency_ms'),
  };
  return Object.values(row).every(Number.isFinite) ? row : undefined;
}
