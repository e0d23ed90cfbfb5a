import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaults } from '../../runtime/defaults';
import { createLogger } from '../../runtime/logger';
import { openDatabase, type Database } from '../../store/database';
import { until } from '../cache/open-test-cache';
import { startTcpProxy, type TcpProxy } from '../cache/tcp-proxy';
import { databaseUrl } from './open-test-store';

const { callTimeoutMs, connectTimeoutMs, maxConnections } = defaults.postgres;
/** What the machine may be late by, with other tests beside this one. */
const latenessMs = 4_000;
const unavailable = expect.objectContaining({ name: 'LeadwireError', code: 'database_unavailable' });

const logger = createLogger('test', 'silent');
const unheard: unknown[] = [];
const onUnheard = (reason: unknown): void => void unheard.push(reason);
beforeAll(() => void process.on('unhandledRejection', onUnheard));
afterAll(() => {
  process.off('unhandledRejection', onUnheard);
  expect(unheard).toEqual([]);
});

let proxy: TcpProxy;
let database: Database;
beforeEach(async () => {
  const url = new URL(databaseUrl());
  proxy = await startTcpProxy(url.hostname, Number(url.port));
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  database = openDatabase(url.toString(), logger);
});
afterEach(async () => {
  await database.close();
  await proxy.close();
});

const one = async (): Promise<unknown> => (await database.query<{ n: number }>('one', 'select 1 as n'))[0]?.n;
const sleep = (seconds: number): Promise<unknown> =>
  database.query('sleep', 'select pg_sleep($1)', [seconds]);

/** @returns what it was refused with, and after how long in milliseconds */
async function refusalOf(work: Promise<unknown>): Promise<{ error: Error; afterMs: number }> {
  const began = performance.now();
  const error = await work.then(
    () => new Error('it was not refused'),
    (reason: Error) => reason,
  );
  return { error, afterMs: performance.now() - began };
}

describe('a Postgres that does not answer', () => {
  test('costs a query no more than its time, and is used again when it is back', async () => {
    expect(await one()).toBe(1);
    proxy.stall();
    const { error, afterMs } = await refusalOf(one());
    expect(error).toEqual(unavailable);
    expect(error.message).toBe('Postgres: did not answer in time (one)');
    expect(afterMs).toBeLessThan(callTimeoutMs + latenessMs);
    proxy.resume();
    expect(await one()).toBe(1);
  });

  test('costs a transaction no more than its time, and nothing of it is kept', async () => {
    const table = `outage_${Math.random().toString(36).slice(2)}`;
    await database.query('make', `create table ${table} (n integer)`);
    const { error, afterMs } = await refusalOf(
      database.transaction(async queries => {
        await queries.query('fill', `insert into ${table} values (1)`);
        proxy.stall();
        await queries.query('more', `insert into ${table} values (2)`);
      }),
    );
    expect(error).toEqual(unavailable);
    expect(afterMs).toBeLessThan(callTimeoutMs + latenessMs);
    proxy.resume();
    expect(await database.query('look', `select n from ${table}`)).toEqual([]);
    await database.query('drop', `drop table ${table}`);
  });

  test('cannot be connected to: that is said before the time is over', async () => {
    proxy.stall();
    const { error, afterMs } = await refusalOf(one());
    expect(error).toEqual(unavailable);
    expect(afterMs).toBeLessThan(connectTimeoutMs + latenessMs);
    proxy.resume();
    expect(await one()).toBe(1);
  });
});

describe('a Postgres that is away', () => {
  test('is told of at once, in a transaction as well', async () => {
    expect(await one()).toBe(1);
    await proxy.close();
    expect((await refusalOf(one())).error).toEqual(unavailable);
    expect((await refusalOf(database.transaction(async () => 1))).error).toEqual(unavailable);
    expect((await refusalOf(database.ping())).error).toEqual(unavailable);
  });

  test('that ended the connection within a transaction ends the transaction, not the process', async () => {
    const { error } = await refusalOf(
      database.transaction(async queries => {
        const [row] = await queries.query<{ pid: number }>('pid', 'select pg_backend_pid() as pid');
        await database.query('terminate', 'select pg_terminate_backend($1)', [row?.pid]);
        await new Promise(resolve => setTimeout(resolve, 200));
        await queries.query('one', 'select 1 as n');
      }),
    );
    expect(error).toEqual(unavailable);
    expect(await one()).toBe(1);
  });
});

describe('a Postgres that is slow', () => {
  test('ends a statement that takes too long, and keeps its connection', async () => {
    expect(await one()).toBe(1);
    const { error } = await refusalOf(sleep(60));
    expect(error).toEqual(unavailable);
    expect(error.message).toMatch(/^Postgres: took longer than \d+ s \(sleep\)$/);
    expect(database.connections()).toEqual({ open: 1, idle: 1, waiting: 0, limit: maxConnections });
  });

  test('cannot make a transaction of many slow statements last', async () => {
    const { error, afterMs } = await refusalOf(
      database.transaction(async queries => {
        for (let n = 0; n < 10; n += 1) await queries.query('sleep', 'select pg_sleep($1)', [2]);
      }),
    );
    expect(error).toEqual(unavailable);
    expect(afterMs).toBeLessThan(callTimeoutMs + latenessMs);
    expect(await one()).toBe(1);
  });

  test('keeps nobody waiting for a connection for longer than is said', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>(resolve => (letGo = resolve));
    const holders = Array.from({ length: maxConnections }, () => database.transaction(() => held));
    await until(() => database.connections().open === maxConnections, 'all are taken');
    const { error, afterMs } = await refusalOf(one());
    expect(error).toEqual(unavailable);
    expect(error.message).toMatch(/^Postgres: all 20 connections stayed busy for \d+ s \(connection\)$/);
    expect(afterMs).toBeLessThan(connectTimeoutMs + latenessMs);
    letGo();
    await Promise.all(holders);
    expect(await one()).toBe(1);
  });
});
