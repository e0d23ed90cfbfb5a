import type { Action } from '../domain/action';
import type { ContactId, LocationId } from '../domain/ids';
import type { GhlClient } from '../ghl/ghl-client';
import { LeadwireError } from '../runtime/errors';
import type { PlannedAction } from '../store/run-actions';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface ApplyActionsInput {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
}

export interface ActionActivities {
  /** Applies the run's planned actions in order, each once. One that GHL refuses does not hold back the rest. */
  applyActions(input: ApplyActionsInput): Promise<{ readonly applied: number; readonly failed: number }>;
}

/** Doing these twice shows: after an attempt whose end is not known they are left to a person. */
const visibleTwice: ReadonlySet<Action['type']> = new Set(['add_note', 'create_task', 'trigger_workflow']);

export function createActionActivities({
  store,
  ghl,
  clock,
  logger,
}: ActivityDependencies): ActionActivities {
  async function applyOne(input: ApplyActionsInput, planned: PlannedAction): Promise<boolean> {
    const { workflowId } = input;
    const { position, action, attempts } = planned;
    if (attempts > 0 && visibleTwice.has(action.type)) {
      await store.actions.markFailed(workflowId, position, 'unclear');
      return false;
    }
    await store.actions.markTried(workflowId, position);
    try {
      await apply(ghl, input.locationId, input.contactId, action, clock.now());
    } catch (error) {
      if (!(error instanceof LeadwireError)) throw error;
      if (error.code === 'ghl_rejected' || error.code === 'ghl_unauthorized') {
        logger.warn({ workflowId, action: action.type, reason: error.message }, 'GHL refused an action');
        await store.actions.markFailed(workflowId, position, error.code);
        return false;
      }
      if (error.code === 'ghl_rate_limited') await store.actions.markNotTaken(workflowId, position);
      throw error;
    }
    await store.actions.markDone(workflowId, position);
    return true;
  }

  return {
    applyActions: input =>
      withFailures(async () => {
        let applied = 0;
        let failed = 0;
        for (const planned of await store.actions.pending(input.workflowId)) {
          if (await applyOne(input, planned)) applied += 1;
          else failed += 1;
        }
        return { applied, failed };
      }),
  };
}

async function apply(
  ghl: GhlClient,
  location: LocationId,
  contact: ContactId,
  action: Action,
  now: Date,
): Promise<unknown> {
  switch (action.type) {
    case 'add_tag':
      return ghl.addTags(location, contact, [action.tag]);
    case 'remove_tag':
      return ghl.removeTags(location, contact, [action.tag]);
    case 'update_custom_field':
      return ghl.updateCustomFields(location, contact, [{ id: action.fieldId, value: action.value }]);
    case 'add_note':
      return ghl.createNote(location, contact, action.body);
    case 'create_task':
      return ghl.createTask(location, contact, {
        title: action.title,
        body: action.body,
        dueDate: new Date(now.getTime() + action.dueInMinutes * 60_000),
      });
    case 'trigger_workflow':
      return ghl.addToWorkflow(location, contact, action.workflowId);
    case 'set_do_not_disturb':
      return ghl.setDoNotDisturb(location, contact, action.channel, action.status);
  }
}
