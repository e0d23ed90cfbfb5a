import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { WorkflowHandleWithStartDetails } from '@temporalio/client';
import type { LocationId } from '../../domain/ids';
import { taskQueues, workflowTypes } from '../../domain/temporal-names';
import type { WarmingResult } from '../../domain/warming';
import type { Product } from '../support/product';
import { newLead, rows, setUpTenant } from './lead';

/** What leads write who get a reply that others may get. */
export const words = 'Hi, I am looking for a 2 bedroom in Fremont';

export interface WarmingCall {
  readonly task: string;
  readonly model: string;
  readonly status: string;
  readonly cost_usd: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_write_tokens: number;
  readonly cache_read_tokens: number;
}

export type WarmingHandle = WorkflowHandleWithStartDetails<() => Promise<WarmingResult>>;

/** The nightly warming of one test file: it looks through the locations that were made here, and no others. */
export interface ResponseWarming {
  /** A location at which so many leads wrote the same and were answered. */
  locationWith(leads: number): Promise<string>;
  start(): Promise<WarmingHandle>;
  /** One night, from start to end. */
  run(): Promise<WarmingResult>;
  /** Calls of a location that were not made for a lead, by task. */
  calls(location: string): Promise<WarmingCall[]>;
}

export function responseWarming(product: Product): ResponseWarming {
  const { situations } = product.dependencies.store;
  const own: LocationId[] = [];
  // All test files share one database, and a night takes every location in it.
  jest.spyOn(situations, 'locations').mockImplementation(async () => [...own]);
  const start = (): Promise<WarmingHandle> =>
    product.client.workflow.start<() => Promise<WarmingResult>>(workflowTypes.warmResponses, {
      taskQueue: taskQueues.workflows,
      workflowId: `warm-responses/${randomUUID()}`,
    });
  return {
    async locationWith(leads) {
      const location = `location-${randomUUID()}`;
      await setUpTenant(product, location);
      for (let lead = 0; lead < leads; lead += 1) {
        const run = await newLead(product, location).says(words);
        if (run.status !== 'answered') throw new Error(`the lead was not answered: ${run.explanation}`);
      }
      own.push(location as LocationId);
      return location;
    },
    start,
    run: async () => (await start()).result(),
    calls: location =>
      rows<WarmingCall>(
        product,
        `select task, model, status, cost_usd, input_tokens, output_tokens, cache_write_tokens, cache_read_tokens
         from claude_calls where location_id = $1 and workflow_id like 'warm-responses/%' order by task, asked_at`,
        [location],
      ),
  };
}

/** The row that a warming left of itself. */
export async function journalOf(product: Product, { workflowId }: { readonly workflowId: string }) {
  const [row] = await rows<Record<string, unknown>>(
    product,
    'select * from warmings where workflow_id = $1',
    [workflowId],
  );
  return row;
}

export interface BatchRow {
  readonly batch_id: string | null;
  readonly requests: number;
  readonly is_guessed: boolean;
  readonly foreign_ids: string[];
  readonly ended_at: Date | null;
}

/** Batches that a warming planned, oldest first. */
export const batchesOf = (product: Product, { workflowId }: { readonly workflowId: string }) =>
  rows<BatchRow>(product, 'select * from claude_batches where workflow_id = $1 order by planned_at', [
    workflowId,
  ]);
