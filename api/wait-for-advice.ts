import { WorkflowFailedError, WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { searchAttributes, workflowTypes } from '../domain/temporal-names';
import { coachingWorkflowId } from '../domain/workflow-ids';
import { defaults } from '../runtime/defaults';
import { errorCatalogue, LeadwireError, type ErrorCode } from '../runtime/errors';
import { withinTime } from '../runtime/time-limit';
import type { CoachAgentInput, coachAgent, WrittenAdvice } from '../workflows/coach-agent';
import type { ApiDependencies } from './api-dependencies';
import { keyword } from './start-run';

/** Advice that is being written for somebody of this process, by workflow id. */
const underWay = new WeakMap<Client, Map<string, Promise<WrittenAdvice>>>();

const locationKey = defineSearchAttributeKey(searchAttributes.locationId, SearchAttributeType.KEYWORD);

/** As long as a webhook's start may take. */
const startTimeoutMs = 4_000;

/**
 * Has an advice written and waits for it. All who ask for the same one meanwhile share one call to
 * Claude: in this process by waiting for one promise, across processes by the id of the workflow. Where
 * it turns out that what another conversation asked for may be told in no other, it is asked for anew.
 * @throws LeadwireError `advice_not_ready` when it takes longer than somebody at a screen would wait, the
 * code that Claude's call failed with, or `temporarily_unavailable` when Temporal is away
 */
export async function waitForAdvice(
  dependencies: ApiDependencies,
  input: CoachAgentInput,
): Promise<WrittenAdvice> {
  const { waitSeconds } = defaults.coaching;
  try {
    return await withinTime(waitSeconds * 1_000, sharedOrOwn(dependencies, input));
  } catch (error) {
    if (error instanceof LeadwireError) throw error;
    // A start is heard of long before that, or has failed: what is waited for is being written.
    const message = `The advice was not written within ${waitSeconds} s; it goes on being written, ask again in a moment`;
    throw new LeadwireError('advice_not_ready', message, { cause: error });
  }
}

async function sharedOrOwn(dependencies: ApiDependencies, input: CoachAgentInput): Promise<WrittenAdvice> {
  const { cacheKey, conversationKey } = input;
  if (!dependencies.answerCaches) return shared(dependencies, input, conversationKey);
  const written = await shared(dependencies, input, cacheKey);
  const isForUs = written.onlyFor === null || written.onlyFor === conversationKey;
  return isForUs ? written : shared(dependencies, input, conversationKey);
}

/** @param key whoever waits for the same one shares its writing */
function shared(dependencies: ApiDependencies, input: CoachAgentInput, key: string): Promise<WrittenAdvice> {
  const { temporal } = dependencies;
  const here = underWay.get(temporal) ?? new Map<string, Promise<WrittenAdvice>>();
  underWay.set(temporal, here);
  const workflowId = coachingWorkflowId(input.situation.locationId, key);
  const name = `${workflowId} ${input.fresh}`;
  const writing = here.get(name) ?? write(dependencies, workflowId, input).finally(() => here.delete(name));
  here.set(name, writing);
  return writing;
}

/** @throws LeadwireError, whatever went wrong */
async function write(
  dependencies: ApiDependencies,
  workflowId: string,
  input: CoachAgentInput,
): Promise<WrittenAdvice> {
  try {
    const handle = await start(dependencies, workflowId, input);
    return await handle.result();
  } catch (error) {
    const code = codeOf(error);
    dependencies.logger.warn({ error, workflowId, code }, 'an advice could not be written');
    throw new LeadwireError(code, messages[code] ?? errorCatalogue[code], { cause: error });
  }
}

/** @throws where Temporal does not answer in time */
function start({ temporal, taskQueue }: ApiDependencies, workflowId: string, input: CoachAgentInput) {
  const { locationId, leadType, stage } = input.situation;
  const started = temporal.connection.withDeadline(Date.now() + startTimeoutMs, () =>
    temporal.workflow.start<typeof coachAgent>(workflowTypes.coachAgent, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      requestEagerStart: true,
      // A run that nobody works on must not be what the next one waits for.
      workflowExecutionTimeout: defaults.coaching.writeSeconds * 1_000,
      typedSearchAttributes: new TypedSearchAttributes([{ key: locationKey, value: keyword(locationId) }]),
      staticSummary: `advice to an agent: ${leadType}, ${stage}`,
    }),
  );
  // The connection heeds the deadline only between its own tries, the last of which may be seconds late.
  return withinTime(startTimeoutMs, started);
}

const messages: Partial<Record<ErrorCode, string>> = {
  temporarily_unavailable: 'The advice cannot be asked for now; please try again',
};

const isCode = (type: unknown): type is ErrorCode =>
  typeof type === 'string' && Object.hasOwn(errorCatalogue, type);

/** The code that the activity failed with, wherever it stands in the chain of causes. */
function codeOf(error: unknown): ErrorCode {
  if (!(error instanceof WorkflowFailedError)) return 'temporarily_unavailable';
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && isCode(cause.type)) return cause.type;
  }
  // It ran out of time: no worker, or none that Claude answered.
  return 'claude_unavailable';
}
