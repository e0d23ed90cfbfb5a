import { z } from 'zod';
import { replySources, runStatuses, temperatures } from './vocabulary';

/** A run on the outside: what /v1/runs gives and the command line reads. */
export const runSchema = z.object({
  id: z.string(),
  workflowId: z.string(),
  locationId: z.string().nullable(),
  contactId: z.string().nullable(),
  eventType: z.string(),
  status: z.enum(runStatuses),
  replySource: z.enum(replySources),
  leadTemperature: z.enum(temperatures).nullable(),
  startedAt: z.string().describe('ISO 8601'),
  endedAt: z.string().nullable(),
  costUsd: z.number(),
  savedUsd: z.number().describe('what answers from the cache had cost when they were written'),
  explanation: z.string().describe('one sentence for a person'),
  errorCode: z.string().nullable(),
  simulated: z.boolean().describe("Claude's answers came from the simulator"),
  timings: z.record(z.string(), z.number()).describe('stage → milliseconds'),
});
