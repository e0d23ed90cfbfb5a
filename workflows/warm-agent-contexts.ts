import { setCurrentDetails } from '@temporalio/workflow';
import { warmAgentContexts as warm } from './activity-options';

/** Run by the schedule `warm-agent-contexts`. Says in the Web UI what it warmed. */
export async function warmAgentContexts(): Promise<{ warmed: number; failed: number }> {
  const result = await warm();
  setCurrentDetails(`warmed the contexts of **${result.warmed}** active agents, ${result.failed} failed`);
  return result;
}
