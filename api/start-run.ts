import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { WebhookEvent } from '../domain/ghl-event';
import { searchAttributes, workflowTypes } from '../domain/temporal-names';
import { runIdOf, webhookWorkflowId } from '../domain/workflow-ids';
import { LeadwireError } from '../runtime/errors';
import { withinTime } from '../runtime/time-limit';
import type { ProcessWebhookInput } from '../workflows/run-input';
import type { ApiDependencies } from './api-dependencies';

export interface StartedRun {
  readonly workflowId: string;
  /** The webhook came before: nothing was started. */
  readonly duplicate: boolean;
}

/** GHL tries again on 429; better soon than to keep its connection waiting. */
const startTimeoutMs = 4_000;

const locationKey = defineSearchAttributeKey(searchAttributes.locationId, SearchAttributeType.KEYWORD);
const contactKey = defineSearchAttributeKey(searchAttributes.contactId, SearchAttributeType.KEYWORD);
const eventTypeKey = defineSearchAttributeKey(searchAttributes.eventType, SearchAttributeType.KEYWORD);

/**
 * Starts the run of a webhook and returns once Temporal has it on disk. The workflow id is made of
 * location and webhook, and Temporal refuses an id it knows: that is the whole of de-duplication.
 * @throws LeadwireError `temporarily_unavailable` when Temporal does not answer in time
 */
export async function startRun(
  { temporal, taskQueue, clock, logger }: ApiDependencies,
  event: WebhookEvent,
): Promise<StartedRun> {
  const workflowId = webhookWorkflowId(event.locationId, event.webhookId);
  const input: ProcessWebhookInput = {
    runId: runIdOf(workflowId),
    event,
    receivedAt: clock.now().toISOString(),
  };
  try {
    const started = temporal.connection.withDeadline(Date.now() + startTimeoutMs, () =>
      temporal.workflow.start(workflowTypes.processWebhook, {
        workflowId,
        taskQueue,
        args: [input],
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        requestEagerStart: true,
        typedSearchAttributes: attributesOf(event),
        staticSummary: `${keyword(event.type)}${event.channel ? ` by ${event.channel}` : ''}`,
        staticDetails: detailsOf(event),
      }),
    );
    // The connection heeds the deadline only between its own tries, the last of which may be seconds late.
    await withinTime(startTimeoutMs, started);
    return { workflowId, duplicate: false };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { workflowId, duplicate: true };
    logger.error({ error, workflowId }, 'a run could not be started');
    throw new LeadwireError(
      'temporarily_unavailable',
      'The webhook cannot be taken now; please send it again',
      {
        cause: error,
      },
    );
  }
}

/** Search attributes are never encrypted: ids and GHL's own words only, and nothing that looks like free text. */
export const keyword = (value: string): string => (/^[\w.:-]{1,100}$/.test(value) ? value : 'Unknown');

function attributesOf(event: WebhookEvent): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: eventTypeKey, value: keyword(event.type) },
    ...(event.locationId === null ? [] : [{ key: locationKey, value: keyword(event.locationId) }]),
    ...(event.contactId === null ? [] : [{ key: contactKey, value: keyword(event.contactId) }]),
  ]);
}

/** For the person in the Web UI. Details pass through the codec, so the lead's words may stand in them. */
function detailsOf(event: WebhookEvent): string {
  const rows = [
    ['Location', event.locationId],
    ['Contact', event.contactId],
    ['Message', event.messageId],
    ['Written', event.dateAdded],
  ].flatMap(([name, value]) => (value ? [`| ${name} | \`${value}\` |`] : []));
  const said = event.text === null ? '' : `\n\n> ${event.text.slice(0, 500).replaceAll('\n', '\n> ')}`;
  return `| | |\n| --- | --- |\n${rows.join('\n')}${said}`;
}
