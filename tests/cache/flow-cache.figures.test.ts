import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { contactId, locationId } from '../../domain/ids';
import type { FlowRepository } from '../../store/qualification-flows';
import { budgetOf, startFlowProcess, write, type FlowProcess } from './flow-process';
import { until } from './open-test-cache';

const location = locationId(`location-${randomUUID()}`);
const contact = contactId('contact');
let reader: FlowProcess;
afterEach(() => reader.close());

/** Looks for changes never come back, as where Postgres is slow: nothing in the caches is believed. */
const lookingForEver = (rows: FlowRepository): FlowRepository => ({
  ...rows,
  changesSince: () => new Promise(() => undefined),
});

const countsOf = ({ cache }: FlowProcess): Record<string, number> =>
  Object.fromEntries(cache.figures.take().map(({ tier, outcome, count }) => [`${tier} ${outcome}`, count]));

describe('the figures of the flows, while a process cannot follow what changes', () => {
  test('show every read as a miss, and each question to Postgres as a load', async () => {
    reader = await startFlowProcess({ seeing: lookingForEver, atOnce: true });
    await write(reader, location, contact, 0, 'small');
    countsOf(reader);
    for (let n = 0; n < 3; n += 1) expect(budgetOf(await reader.flows.read(location, contact))).toBe('small');
    expect(countsOf(reader)).toEqual({ 'memory miss': 3, 'database load': 3 });
  });

  test('tell who asked Postgres from those who shared the answer', async () => {
    reader = await startFlowProcess({ seeing: lookingForEver, atOnce: true });
    await Promise.all(Array.from({ length: 10 }, () => reader.flows.read(location, contactId('nobody'))));
    expect(countsOf(reader)).toEqual({
      ...{ 'memory miss': 10, 'database load': 1, 'database shared_load': 9 },
    });
  });

  test('show that Postgres did not answer', async () => {
    const away = (rows: FlowRepository): FlowRepository => ({
      ...lookingForEver(rows),
      find: () => Promise.reject(new Error('Postgres is away')),
    });
    reader = await startFlowProcess({ seeing: away, atOnce: true });
    await expect(reader.flows.read(location, contact)).rejects.toThrow('Postgres is away');
    expect(countsOf(reader)).toEqual({ 'memory miss': 1, 'database error': 1 });
  });
});

test('the figures of the flows show hits, where it can', async () => {
  reader = await startFlowProcess();
  const known = contactId(`contact-${randomUUID()}`);
  await write(reader, location, known, 0, 'small');
  const isHit = async (): Promise<boolean> => {
    countsOf(reader);
    await reader.flows.read(location, known);
    return countsOf(reader)['memory hit'] === 1;
  };
  await until(isHit, 'a read is a hit in memory');
});
