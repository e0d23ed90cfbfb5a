import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contactId, locationId, type ContactId } from '../../domain/ids';
import { LeadwireError } from '../../runtime/errors';
import { boundMs, budget, startFlowProcess, type FlowProcess } from './flow-process';
import { sleep } from './open-test-cache';
import { startOwnRedis, type OwnRedis } from './own-redis';

const kinds = ['read', 'read', 'read', 'update', 'update and die', 'forget', 'lose', 'deafen'] as const;

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    process: fc.nat(2),
    contact: fc.nat(1),
    pauseMs: fc.nat(120),
  }),
  { minLength: 60, maxLength: 60 },
);

let redis: OwnRedis;
let processes: FlowProcess[];
beforeAll(async () => {
  redis = await startOwnRedis();
  processes = await Promise.all([1, 2, 3].map(() => startFlowProcess({ redisUrl: redis.url })));
});
afterAll(async () => {
  await Promise.all(processes.map(process => process.close()));
  await redis.stop();
});

/** What was read and what was surely there at that time. */
interface Reading {
  readonly version: number;
  readonly atLeast: number;
}

/** Two contacts, written and read side by side by all processes. */
class History {
  readonly location = locationId(`location-${randomUUID()}`);
  readonly contacts: ContactId[] = [1, 2].map(() => contactId(`contact-${randomUUID()}`));
  readonly readings: Reading[] = [];
  readonly committed: { contact: ContactId; version: number; at: number }[] = [];

  async update({ rows, flows }: FlowProcess, contact: ContactId, dies: boolean): Promise<void> {
    const version = (await rows.find(this.location, contact))?.version ?? 0;
    try {
      const stored = await rows.update(this.location, contact, version, budget(`v${version + 1}`));
      this.committed.push({ contact, version: stored.version, at: performance.now() });
      if (!dies) await flows.written(this.location, contact, stored);
    } catch (error) {
      if (!(error instanceof LeadwireError) || error.code !== 'conflict') throw error;
    }
  }

  async read({ flows }: FlowProcess, contact: ContactId): Promise<void> {
    const askedAt = performance.now();
    const old = this.committed.filter(one => one.contact === contact && one.at <= askedAt - boundMs);
    const version = (await flows.read(this.location, contact))?.version ?? 0;
    this.readings.push({ version, atLeast: Math.max(0, ...old.map(one => one.version)) });
  }

  async run(lane: typeof steps extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    for (const step of lane) {
      const process = processes[step.process] as FlowProcess;
      const contact = this.contacts[step.contact] as ContactId;
      if (step.kind === 'read') await this.read(process, contact);
      if (step.kind === 'update') await this.update(process, contact, false);
      if (step.kind === 'update and die') await this.update(process, contact, true);
      if (step.kind === 'forget') process.cache.forgetMemory();
      if (step.kind === 'lose') await redis.command('FLUSHALL');
      if (step.kind === 'deafen') await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await sleep(step.pauseMs);
    }
  }
}

test('no reader reads a flow as it was before the bound, whatever happens in which order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(steps, steps, steps, steps), async lanes => {
      const history = new History();
      await Promise.all(lanes.map(lane => history.run(lane)));
      await sleep(boundMs);
      for (const contact of history.contacts)
        for (const process of processes) await history.read(process, contact);
      expect(history.readings.filter(one => one.version < one.atLeast)).toEqual([]);
      // It says something only where there was something to be old.
      expect(Math.max(...history.readings.map(one => one.atLeast))).toBeGreaterThan(3);
    }),
    { numRuns: 3 },
  );
}, 90_000);
