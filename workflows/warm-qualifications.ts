import { scheduleIds } from '../domain/temporal-names';
import type { WarmingResult } from '../domain/warming';
import { warmQualifications as warm } from './activity-options';
import { journalled } from './warming-journal';

/** Run by the schedule `warm-qualifications`. */
export async function warmQualifications(): Promise<WarmingResult> {
  return journalled(scheduleIds.warmQualifications, () => warm());
}
