import { z } from 'zod';
import { costDimensions, costReportSchema } from '../domain/costs.schema';
import { LeadwireError } from '../runtime/errors';
import { moment } from './moments';
import { operation } from './operation';

const dayMs = 24 * 60 * 60 * 1_000;
const daysByDefault = 30;

const place = z.string().min(1).max(200).optional();

export const getCosts = operation({
  method: 'get',
  path: '/v1/costs',
  summary: 'What Claude cost and what the caches saved, by day, tenant, task, model or conversation.',
  parameters: z.object({}),
  query: z.object({
    by: z.enum(costDimensions).default('day').describe('a conversation is all that concerns one contact'),
    from: moment
      .optional()
      .describe(`inclusive; default: the day (UTC) ${daysByDefault - 1} days before \`to\`, from its start`),
    to: moment.optional().describe('exclusive; default: now'),
    locationId: place,
    contactId: place,
    limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('rows'),
  }),
  result: costReportSchema,
  async handle({ query }, { store, clock }) {
    const { by, locationId, contactId, limit } = query;
    const to = query.to === undefined ? clock.now() : new Date(query.to);
    const from = query.from === undefined ? startOfDay(to, daysByDefault - 1) : new Date(query.from);
    if (from > to) throw new LeadwireError('invalid_request', 'query "from": it is later than "to"');
    const { rows, totals } = await store.costs.sums({ by, from, to, locationId, contactId, limit });
    return {
      by,
      from: from.toISOString(),
      to: to.toISOString(),
      locationId: locationId ?? null,
      contactId: contactId ?? null,
      rows,
      totals: { ...totals },
    };
  },
});

/** Midnight, UTC. */
function startOfDay(time: Date, daysBefore: number): Date {
  return new Date(Math.floor(time.getTime() / dayMs - daysBefore) * dayMs);
}
