import { z } from 'zod';

/** A schedule as operators see it (`/v1/schedules`). Described once, for the API and the command line. */
export const scheduleViewSchema = z.object({
  id: z.string(),
  does: z.string(),
  paused: z.boolean(),
  note: z.string().nullable().describe('why it is paused, or resumed'),
  lastRunAt: z.string().nullable().describe('when Temporal last started it'),
  nextRunAt: z.string().nullable().describe('null while it is paused'),
  running: z
    .object({ workflowId: z.string(), runId: z.string(), progress: z.string().nullable() })
    .nullable()
    .describe('the run that is under way; for a moment after its end its result is the last one already'),
  lastResult: z
    .object({
      workflowId: z.string(),
      runId: z.string(),
      startedAt: z.string(),
      endedAt: z.string(),
      warmed: z.number().int(),
      alreadyWarm: z.number().int(),
      failed: z.number().int(),
      costUsd: z.number(),
      explanation: z.string(),
      errorCode: z.string().nullable().describe('what the whole run failed with'),
    })
    .nullable()
    .describe('of its last ten runs, the newest that has ended'),
});

export type ScheduleView = z.infer<typeof scheduleViewSchema>;
