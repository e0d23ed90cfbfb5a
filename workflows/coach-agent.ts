import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { CoachAgentInput, WrittenAdvice } from '../activities/coach-agent';
import { coachingWorkflowId } from '../domain/workflow-ids';
import { adviseAgent } from './activity-options';

export type { CoachAgentInput, WrittenAdvice };

/**
 * Writes one advice. Its id is made of location and key, so that all who ask for the same one at the
 * same time, in whatever process, wait for one call. It is booked for the conversation that asked first.
 */
export async function coachAgent(input: CoachAgentInput): Promise<WrittenAdvice> {
  const { runId } = workflowInfo();
  const name = coachingWorkflowId(input.situation.locationId, input.conversationKey);
  const written = await adviseAgent({ ...input, bookedUnder: `${name}/${runId}` });
  setCurrentDetails(
    `advice from **${written.source}**, $${written.costUsd.toFixed(6)}${written.simulated ? ' (simulated)' : ''}`,
  );
  return written;
}
