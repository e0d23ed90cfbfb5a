import { heartbeat } from '@temporalio/activity';
import type { BatchRequest } from '../claude/batches';
import { batchShare } from '../claude/prices';
import type { RequestToPlan } from '../store/claude-batches';
import type { KeptSituation } from '../store/response-situations';
import type { Tenant } from '../store/tenants';
import { situationKeys } from './answer-keys';
import type { ActivityDependencies } from './dependencies';
import {
  analysisQuestions,
  answerSchemas,
  batchCallId,
  highestCost,
  replyQuestion,
  type SituationQuestion,
} from './response-requests';
import { understandingOf } from './situation-understanding';
import type { ResponseToWrite } from './warm-responses';

export interface BatchToSubmit {
  /** The run of the warming; its ids are made from it. */
  readonly warming: string;
  readonly workflowId: string;
  readonly step: 'analyses' | 'replies';
  readonly responses: readonly ResponseToWrite[];
}

/** A request as it is written down, and as it is handed in. */
export interface Planned {
  readonly planned: RequestToPlan;
  readonly request: BatchRequest;
}

export type ResponsePlanner = (input: BatchToSubmit) => Promise<Planned[]>;

/** Makes the requests of a step, with the settings of this moment. */
export function createResponsePlanner({
  store,
  clock,
}: Pick<ActivityDependencies, 'store' | 'clock'>): ResponsePlanner {
  async function questionsOf(
    { step }: BatchToSubmit,
    kept: KeptSituation,
    { configuration }: Tenant,
  ): Promise<SituationQuestion[]> {
    const understanding = await understandingOf(store, kept, configuration);
    if (step === 'replies')
      return understanding ? [replyQuestion(kept.situation, understanding, configuration)] : [];
    return understanding ? [] : analysisQuestions(kept.situation, configuration);
  }

  return async input => {
    const all: Planned[] = [];
    for (const { locationId, situationKey } of input.responses) {
      const [tenant, kept] = await Promise.all([
        store.tenants.find(locationId),
        store.situations.find(locationId, situationKey),
      ]);
      // Removed since the look at it.
      if (!tenant || !kept) continue;
      const responseKey = situationKeys(tenant, kept.situation).response;
      const now = clock.now();
      for (const question of await questionsOf(input, kept, tenant)) {
        const { task, prompt, model } = question;
        const callId = batchCallId(input.warming, locationId, situationKey, task);
        all.push({
          planned: {
            ...{ callId, locationId, situationKey, task, model, responseKey },
            promptVersion: prompt.version,
            reservedUsd: batchShare * highestCost(question, now),
            caps: tenant.configuration.budgets,
          },
          request: { id: callId, prompt, model, schema: answerSchemas[task] },
        });
      }
      heartbeat({ planned: all.length });
    }
    return all;
  };
}
