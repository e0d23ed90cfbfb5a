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

/** Writes down what is to be done, in order, before any of it is tried. Repeating it changes nothing. */
export async function planActions(
  queries: Queries,
  workflowId: string,
  actions: readonly Action[],
): Promise<void> {
  if (actions.length === 0) return;
  await queries.query(
    'actions-plan',
    `insert into run_actions (workflow_id, position, action)
     select $1, (entry.position - 1)::integer, entry.action
     from jsonb_array_elements($2::jsonb) with ordinality as entry (action, position)
     on conflict do nothing`,
    [workflowId, JSON.stringify(actions)],
  );
}

export interface RunActionRepository {
  plan(workflowId: string, actions: readonly Action[]): Promise<void>;
  /** Those not yet done, in order. */
  pending(workflowId: string): Promise<PlannedAction[]>;
  all(workflowId: string): Promise<AppliedAction[]>;
  /** Before each attempt, so that one cut short is known of. */
  markTried(workflowId: string, position: number): Promise<void>;
  /** The attempt certainly did nothing (GHL said to wait): as if it had not been made. */
  markNotTaken(workflowId: string, position: number): Promise<void>;
  markDone(workflowId: string, position: number): Promise<void>;
  markFailed(workflowId: string, position: number, failure: string): Promise<void>;
}

export function createRunActionRepository(database: Database): RunActionRepository {
  return {
    plan: (workflowId, actions) => planActions(database, workflowId, actions),
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
    async markTried(workflowId, position) {
      await database.query(
        'action-tried',
        'update run_actions set attempts = attempts + 1 where workflow_id = $1 and position = $2',
        [workflowId, position],
      );
    },
    async markNotTaken(workflowId, position) {
      await database.query(
        'action-not-taken',
        'update run_actions set attempts = attempts - 1 where workflow_id = $1 and position = $2',
        [workflowId, position],
      );
    },
    async markDone(workflowId, position) {
      await database.query(
        'action-done',
        `update run_actions set status = 'done', applied_at = now()
         where workflow_id = $1 and position = $2`,
        [workflowId, position],
      );
    },
    async markFailed(workflowId, position, failure) {
      await database.query(
        'action-failed',
        `update run_actions set status = 'failed', failure = $3
         where workflow_id = $1 and position = $2`,
        [workflowId, position, failure],
      );
    },
  };
}
