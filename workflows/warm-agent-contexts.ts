import { scheduleIds } from '../domain/temporal-names';
import type { WarmingResult } from '../domain/warming';
import { warmAgentContexts as warm } from './activity-options';
import { journalled } from './warming-journal';

/** Run by the schedule `warm-agent-contexts`. */
export async function warmAgentContexts(): Promise<WarmingResult> {
  return journalled(scheduleIds.warmAgentContexts, () => warm());
}
