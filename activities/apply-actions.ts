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

/**
 * Doing these twice shows: after an attempt whose end is not known they are not tried again. Not so a
 * task: twice it is a nuisance, but lost it may be a lead whom nobody answers.
 */
const visibleTwice: ReadonlySet<Action['type']> = new Set(['add_note', 'trigger_workflow']);

/** What is one call to GHL: an action, or several tags that are added one after the other. */
interface Step {
  readonly positions: readonly number[];
  readonly action: Action;
  readonly tags: readonly string[];
  readonly attempts: number;
}

/** Keeps the order; tags that follow each other share a call, for calls are what GHL limits. */
function stepsOf(planned: readonly PlannedAction[]): Step[] {
  const steps: Step[] = [];
  for (const { position, action, attempts } of planned) {
    const last = steps.at(-1);
    if (action.type === 'add_tag' && last?.action.type === 'add_tag') {
      steps[steps.length - 1] = {
        ...last,
        positions: [...last.positions, position],
        tags: [...last.tags, action.tag],
      };
    } else {
      steps.push({ positions: [position], action, tags: 'tag' in action ? [action.tag] : [], attempts });
    }
  }
  return steps;
}

/** Applies what is planned for a run and not done yet. @throws LeadwireError when GHL asks to wait or is away */
export type ApplyPending = (
  input: ApplyActionsInput,
) => Promise<{ readonly applied: number; readonly failed: number }>;

export function createActionApplier({ store, ghl, clock, logger }: ActivityDependencies): ApplyPending {
  /** @returns whether GHL took it */
  async function applyStep(input: ApplyActionsInput, step: Step): Promise<boolean> {
    const { workflowId } = input;
    const { positions, action, attempts } = step;
    if (attempts > 0 && visibleTwice.has(action.type)) {
      await store.actions.markFailed(workflowId, positions, 'unclear');
      return false;
    }
    await store.actions.markTried(workflowId, positions);
    try {
      await apply(ghl, input.locationId, input.contactId, step, clock.now());
    } catch (error) {
      if (!(error instanceof LeadwireError)) throw error;
      if (error.code === 'ghl_rejected' || error.code === 'ghl_unauthorized') {
        logger.warn({ workflowId, action: action.type, reason: error.message }, 'GHL refused an action');
        await store.actions.markFailed(workflowId, positions, error.code);
        return false;
      }
      if (error.code === 'ghl_rate_limited') await store.actions.markNotTaken(workflowId, positions);
      throw error;
    }
    await store.actions.markDone(workflowId, positions);
    return true;
  }

  return async input => {
    let applied = 0;
    let failed = 0;
    for (const step of stepsOf(await store.actions.pending(input.workflowId))) {
      if (await applyStep(input, step)) applied += step.positions.length;
      else failed += step.positions.length;
    }
    return { applied, failed };
  };
}

export function createActionActivities(dependencies: ActivityDependencies): ActionActivities {
  const applyPending = createActionApplier(dependencies);
  return { applyActions: input => withFailures(() => applyPending(input)) };
}

async function apply(
  ghl: GhlClient,
  location: LocationId,
  contact: ContactId,
  { action, tags }: Step,
  now: Date,
): Promise<unknown> {
  switch (action.type) {
    case 'add_tag':
      return ghl.addTags(location, contact, tags);
    case 'remove_tag':
      return ghl.removeTags(location, contact, tags);
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
