import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { Action } from '../domain/action';
import { tags } from '../domain/vocabulary';
import { applyActions } from './activity-options';
import type { LeadMessage } from './lead-message';

/** Actions that could not be applied stand in `run_actions`; they never make a run fail. */
export async function tryToApplyActions(message: LeadMessage): Promise<void> {
  try {
    await applyActions(message);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  }
}

/** What is done in GHL for a message that could not be delivered. */
export const deliveryFailedActions: readonly Action[] = [{ type: 'add_tag', tag: tags.deliveryFailed }];
