import { setTimeout as pause } from 'node:timers/promises';
import { runIdOf } from '../../domain/workflow-ids';
import { systemClock } from '../../runtime/clock';
import { LeadwireError } from '../../runtime/errors';
import { inboundMessage } from '../commands/inbound-message';
import { runSchema } from '../../domain/run.schema';
import type { OperationsApi, RunView } from '../commands/operations-api';
import { printable } from '../commands/text-table';
import { postWebhook } from '../commands/webhook-post';

/** Where a turn is played. */
export interface DemoStage {
  readonly apiUrl: string;
  readonly privateKey: string;
  readonly operations: OperationsApi;
}

/** What became of one message of a lead. Milliseconds. */
export interface PlayedTurn {
  readonly ackMs: number;
  /** From the start of the webhook until the reply was here. */
  readonly replyMs: number;
  /** Null where Leadwire did not answer. */
  readonly reply: string | null;
  readonly run: RunView;
}

const waitSeconds = 10;
/** How long the run may go on after its reply was claimed, before the demo moves on. */
const endAtMostMs = 15_000;

/**
 * Plays one message: the webhook as GHL delivers it, which tells the time of the acknowledgement,
 * and at once the same webhook again with `Prefer: wait`, which is answered with the reply of the
 * first: a duplicate starts nothing.
 * @throws LeadwireError `start_failed` where the webhook is not taken
 */
export async function playTurn(
  { apiUrl, privateKey, operations }: DemoStage,
  message: { readonly locationId: string; readonly contactId: string; readonly text: string },
): Promise<PlayedTurn> {
  const rawBody = Buffer.from(JSON.stringify(inboundMessage(message)));
  const startedAt = systemClock.elapsed();
  const first = await postWebhook({ apiUrl, privateKey, rawBody, waitSeconds: 0 });
  if (!first.answer)
    throw new LeadwireError('start_failed', `a webhook was not taken: ${first.refusal ?? ''}`);
  const waited = await postWebhook({ apiUrl, privateKey, rawBody, waitSeconds });
  const replyMs = systemClock.elapsed() - startedAt;
  const run = await endOf(operations, runIdOf(first.answer.workflowId));
  return { ackMs: first.tookMs, replyMs, reply: waited.answer?.message ?? null, run };
}

/** The run once it has ended, or as it is when that takes too long. */
async function endOf(operations: OperationsApi, id: string): Promise<RunView> {
  const deadline = AbortSignal.timeout(endAtMostMs);
  for (;;) {
    const run = await operations.get(`/v1/runs/${id}`, runSchema);
    if (run.status !== 'running' || deadline.aborted) return run;
    await pause(50);
  }
}

/** What is shown below the lead's line. */
export function turnLines({ ackMs, replyMs, reply, run }: PlayedTurn): string[] {
  const source = run.replySource === 'cache' ? 'cache hit' : run.replySource;
  const facts = [
    `acknowledged ${Math.round(ackMs)} ms`,
    ...(reply === null ? [] : [`reply ${Math.round(replyMs)} ms`]),
    ...(run.replySource === 'none' ? [] : [source]),
    ...(run.leadTemperature === null ? [] : [`lead is ${run.leadTemperature}`]),
  ];
  return [
    `  Leadwire  ${reply === null ? `(${run.explanation || 'no reply yet'})` : printable(reply)}`,
    `            ${facts.join(' · ')}`,
  ];
}
