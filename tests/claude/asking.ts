import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { askOnce, type Question } from '../../activities/ask-claude';
import type { AskingDependencies } from '../../activities/dependencies';
import type { ContactId, LocationId } from '../../domain/ids';
import { routeOf } from '../../domain/model-routes';
import type { PromptRequest } from '../../domain/prompts/prompt';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';
import type { Store } from '../../store/store';
import { newLead } from '../store/open-test-store';

export const haiku = 'claude-haiku-5-5';
export const olderHaiku = 'claude-haiku-4-5';

/** The simulator answers any form that it does not know with the smallest that fits. */
export const schema = z.object({ city: z.string().max(20), rooms: z.number().min(0).max(9) });
export type Home = z.infer<typeof schema>;

export const prompt: PromptRequest = {
  task: 'semantic',
  version: 'semantic-1',
  system: [{ text: 'You read what leads write.', cached: true }],
  user: '<conversation channel="SMS" returning="false">\n<message from="lead">2 rooms in Napa</message>\n</conversation>',
  maxTokens: 300,
};

export interface Place {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
}

/** A run of a location that nobody else uses. */
export async function newRun(store: Store, settings: object = {}): Promise<Place> {
  const lead = newLead();
  const configuration = tenantConfigurationSchema.parse({ name: 'Homes', ...settings });
  await store.tenants.save(lead.locationId, configuration);
  return { ...lead, workflowId: `webhook/${lead.locationId}/${randomUUID()}` };
}

export const questionOf = (place: Place, changes: Partial<Question<Home>> = {}): Question<Home> => ({
  ...place,
  route: routeOf('semantic', { models: { analysis: null, reply: null } }, new Date()),
  prompt,
  schema,
  ...changes,
});

/** What Temporal tells an attempt of itself. */
export const newAttempt = (
  times: { readonly startToCloseTimeoutMs?: number; readonly heartbeatTimeoutMs?: number } = {},
): MockActivityEnvironment =>
  // What fails on purpose is not worth a line in the output of the tests.
  new MockActivityEnvironment(
    { startToCloseTimeoutMs: 40_000, ...times },
    { logger: new DefaultLogger('ERROR') },
  );

/** Asks in an attempt of an activity. */
export const askIn = (
  attempt: MockActivityEnvironment,
  dependencies: AskingDependencies,
  question: Question<Home>,
): Promise<Home> => attempt.run(() => askOnce(dependencies, question));

export interface BookedCall {
  readonly model: string;
  readonly status: string;
  readonly cost_usd: number;
  readonly answer: unknown;
}

/** The calls of a run in the books, oldest first. */
export const callsOf = (store: Store, { workflowId }: Place): Promise<BookedCall[]> =>
  store.database.query<BookedCall>(
    'test-calls-of',
    'select model, status, cost_usd, answer from claude_calls where workflow_id = $1 order by asked_at',
    [workflowId],
  );
