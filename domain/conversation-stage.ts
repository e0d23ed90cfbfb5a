import type { QualificationFlow } from './qualification-flow';
import type { ConversationStage } from './vocabulary';

/**
 * Where a conversation stands, by its score. Without points it is rapport once something is known
 * of the lead, and the initial contact before.
 */
export function stageOf(score: number, flow: QualificationFlow): ConversationStage {
  if (score <= 0) {
    const isAnythingKnown =
      flow.leadType !== 'unknown' || Object.values(flow.slots).some(answer => answer?.value);
    return isAnythingKnown ? 'rapport' : 'initial_contact';
  }
  if (score < 20) return 'needs_discovery';
  if (score < 50) return 'deep_dive';
  if (score < 70) return 'refinement';
  if (score < 85) return 'urgency';
  return score < 100 ? 'readiness' : 'next_steps';
}
