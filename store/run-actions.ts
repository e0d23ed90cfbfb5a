import type { Action } from '../domain/action';
import type { Database, Queries } from './database';

export interface PlannedAction {
  readonly position: number;
  readonly action: Action;
  /** Attempts begun before; more than none means the last one's end is not known. */
  readonly attempts: number;
}

export interface AppliedAction {
  readonly action: Action;
  readonly status: 'pending' | 'done' | 'failed';
}

/**
 * Writes down what is to be done, in order, before any of it is tried. It takes the place of what was
 * planned for the run before and not done yet: a reply that could not be delivered takes the tags that
 * depended on it along. Repeating it changes nothing.
 */
export async function planActions(
  queries: Queries,
  workflowId: string,
  actions: readonly Action[],
): Promise<void> {
  await queries.query(
    'actions-drop',
    `delete from run_actions where workflow_id = $1 and status = 'pending'`,
    [workflowId],
  );
  if (actions.length === 0) return;
  await queries.query(
    'actions-plan',
    `insert into run_actions (workflow_id, position, action)
     select $1, (entry.position + (select coalesce(max(position), -1) from run_actions where workflow_id = $1))::integer,
       entry.action
     from jsonb_array_elements($2::jsonb) with ordinality as entry (action, position)`,
    [workflowId, JSON.stringify(actions)],
  );
}

export interface RunActionRepository {
  plan(workflowId: string, actions: readonly Action[]): Promise<void>;
  /** Those not yet done, in order. */
  pending(workflowId: string): Promise<PlannedAction[]>;
  all(workflowId: string): Promise<AppliedAction[]>;
  /** Before each attempt, so that one cut short is known of. */
  markTried(workflowId: string, positions: readonly number[]): Promise<void>;
  /** The attempt certainly did nothing (GHL said to wait): as if it had not been made. */
  markNotTaken(workflowId: string, positions: readonly number[]): Promise<void>;
  markDone(workflowId: string, positions: readonly number[]): Promise<void>;
  markFailed(workflowId: string, positions: readonly number[], failure: string): Promise<void>;
}

export function createRunActionRepository(database: Database): RunActionRepository {
  return {
    plan: (workflowId, actions) => database.transaction(queries => planActions(queries, workflowId, actions)),
    pending: workflowId =>
      database.query<{ position: number; action: Action; attempts: number }>(
        'actions-pending',
        `select position, action, attempts from run_actions where workflow_id = $1 and status = 'pending' order by position`,
        [workflowId],
      ),
    all: workflowId =>
      database.query<{ action: Action; status: AppliedAction['status'] }>(
        'actions-all',
        'select action, status from run_actions where workflow_id = $1 order by position',
        [workflowId],
      ),
    async markTried(workflowId, positions) {
      await database.query(
        'action-tried',
        'update run_actions set attempts = attempts + 1 where workflow_id = $1 and position = any ($2)',
        [workflowId, positions],
      );
    },
    async markNotTaken(workflowId, positions) {
      await database.query(
        'action-not-taken',
        'update run_actions set attempts = attempts - 1 where workflow_id = $1 and position = any ($2)',
        [workflowId, positions],
      );
    },
    async markDone(workflowId, positions) {
      await database.query(
        'action-done',
        `update run_actions set status = 'done', applied_at = now()
         where workflow_id = $1 and position = any ($2)`,
        [workflowId, positions],
      );
    },
    async markFailed(workflowId, positions, failure) {
      await database.query(
        'action-failed',
        `update run_actions set status = 'failed', failure = $3
         where workflow_id = $1 and position = any ($2)`,
        [workflowId, positions, failure],
      );
    },
  };
}
