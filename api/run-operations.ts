import { z } from 'zod';
import { runSchema } from '../domain/run.schema';
import { replySources, runStatuses } from '../domain/vocabulary';
import { LeadwireError } from '../runtime/errors';
import { moment } from './moments';
import { operation } from './operation';

export const listRuns = operation({
  method: 'get',
  path: '/v1/runs',
  summary: 'Runs, newest first, by any combination of filters.',
  parameters: z.object({}),
  query: z.object({
    status: z.enum(runStatuses).optional(),
    locationId: z.string().optional(),
    contactId: z.string().optional(),
    eventType: z.string().optional(),
    replySource: z.enum(replySources).optional(),
    from: moment.optional(),
    to: moment.optional(),
    after: z
      .string()
      .regex(/^\d{4}-[\d-]+T[\d:.]+Z~\w+$/)
      .refine(cursor => moment.safeParse(cursor.split('~')[0]).success)
      .optional()
      .describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  result: z.object({ runs: z.array(runSchema), next: z.string().nullable() }),
  handle: ({ query }, { store }) => store.runs.search(query),
});

export const getRun = operation({
  method: 'get',
  path: '/v1/runs/{id}',
  summary: 'One run, with what it did in GHL.',
  parameters: z.object({ id: z.string() }),
  query: z.object({}),
  result: runSchema.extend({ actions: z.array(z.object({ action: z.unknown(), status: z.string() })) }),
  async handle({ parameters }, { store }) {
    const found = await store.runs.find(parameters.id);
    if (!found) throw new LeadwireError('not_found', `There is no run ${parameters.id}`);
    return { ...found, timings: { ...found.timings }, actions: await store.actions.all(found.workflowId) };
  },
});
