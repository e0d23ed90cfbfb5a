import type { LocationId } from '../domain/ids';
import type { BudgetCaps } from '../domain/tenant';
import { systemClock, type Clock } from '../runtime/clock';
import { changeCalls, countChanged } from './budget-counters';
import type { Database } from './database';
import { planBatch } from './plan-batch';

export type BatchTask = 'semantic' | 'qualification' | 'reply';

/** One request of a batch, and the call that it is booked as. */
export interface PlannedRequest {
  /** Id of the call, and of the request within its batch. */
  readonly callId: string;
  readonly locationId: LocationId;
  readonly situationKey: string;
  readonly task: BatchTask;
  readonly model: string;
  readonly promptVersion: string;
  /** Where a reply goes in the cache. */
  readonly responseKey: string;
}

/** A request that is yet to be booked. */
export interface RequestToPlan extends PlannedRequest {
  /** The most it can cost, at the batch's price. US dollars. */
  readonly reservedUsd: number;
  /** The caps of the location as they are now. */
  readonly caps: BudgetCaps;
}

export interface PlannedBatch {
  /** Ours. */
  readonly id: string;
  readonly requests: number;
  readonly plannedAt: Date;
  /** When handing it in was first tried; from then on it may exist, though its id be unknown. */
  readonly submittingAt: Date | null;
  /** Anthropic's id. */
  readonly batchId: string | null;
  /** `batchId` was found by a search: only its results will show whether it is ours. */
  readonly isGuessed: boolean;
  /** Batches that a search gave and that were somebody else's. */
  readonly foreignIds: readonly string[];
}

/** Whose analyses are looked for, and by which prompts and model they must have been made. */
export interface AnalysesSought {
  readonly locationId: LocationId;
  readonly situationKey: string;
  readonly model: string;
  readonly promptVersions: readonly string[];
}

/** Batches are written down before they are handed in, so that none is paid for twice. Repeating anything changes nothing. */
export interface ClaudeBatchRepository {
  find(id: string): Promise<PlannedBatch | null>;
  /**
   * Writes a batch with its requests, and books a call for each; in place of an earlier plan that was not
   * handed in. Situations that a cap of their location leaves no room for are left out.
   * @returns the calls that are booked: those, and no others, may be handed in
   */
  plan(id: string, workflowId: string, requests: readonly RequestToPlan[]): Promise<ReadonlySet<string>>;
  submitting(id: string): Promise<void>;
  /** Nothing of it was taken: its calls cost nothing, and the next try need not look for it. */
  refused(id: string): Promise<void>;
  /** The API told its id. */
  submitted(id: string, batchId: string): Promise<void>;
  /** A search gave this id, unless the API's own word came meanwhile. @returns the id that holds */
  guessed(id: string, batchId: string): Promise<string>;
  /** The guess was wrong: it is not looked at again. */
  guessedWrongly(id: string, batchId: string): Promise<void>;
  /** Those of Anthropic's ids that belong to batches of ours. */
  known(batchIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Planned since then, and neither taken nor refused; oldest first. */
  open(since: Date): Promise<PlannedBatch[]>;
  requests(id: string): Promise<PlannedRequest[]>;
  /** The newest answers to the two analyses of a situation, of whatever night. */
  analyses(sought: AnalysesSought): Promise<ReadonlyMap<BatchTask, unknown>>;
  noteOutcome(callId: string, outcome: string): Promise<void>;
  ended(id: string): Promise<void>;
}

interface BatchRow {
  id: string;
  requests: number;
  planned_at: Date;
  submitting_at: Date | null;
  batch_id: string | null;
  is_guessed: boolean;
  foreign_ids: string[];
}

interface RequestRow {
  call_id: string;
  location_id: LocationId;
  situation_key: string;
  task: BatchTask;
  model: string;
  prompt_version: string;
  response_key: string;
}

const batchColumns = 'id, requests, planned_at, submitting_at, batch_id, is_guessed, foreign_ids';

const batchOf = (row: BatchRow): PlannedBatch => ({
  id: row.id,
  requests: row.requests,
  plannedAt: row.planned_at,
  submittingAt: row.submitting_at,
  batchId: row.batch_id,
  isGuessed: row.is_guessed,
  foreignIds: row.foreign_ids,
});

const requestOf = (row: RequestRow): PlannedRequest => ({
  callId: row.call_id,
  locationId: row.location_id,
  situationKey: row.situation_key,
  task: row.task,
  model: row.model,
  promptVersion: row.prompt_version,
  responseKey: row.response_key,
});

export function createClaudeBatchRepository(
  database: Database,
  clock: Clock = systemClock,
): ClaudeBatchRepository {
  return {
    async find(id) {
      const [row] = await database.query<BatchRow>(
        'batch-find',
        `select ${batchColumns} from claude_batches where id = $1`,
        [id],
      );
      return row ? batchOf(row) : null;
    },
    plan: (id, workflowId, requests) => planBatch(database, { id, workflowId, requests, now: clock.now() }),
    async submitting(id) {
      await database.query(
        'batch-submitting',
        'update claude_batches set submitting_at = coalesce(submitting_at, now()) where id = $1',
        [id],
      );
    },
    async refused(id) {
      await database.query(
        'batch-refused',
        `with refused as (
           update claude_batches set submitting_at = null, ended_at = now()
           where id = $1 and batch_id is null returning id
         ), ${changeCalls(
           `status = 'asked' and id in (
             select call_id from claude_batch_requests where batch = (select id from refused))`,
           `status = 'failed'`,
         )} ${countChanged}`,
        [id],
      );
    },
    async submitted(id, batchId) {
      await database.query(
        'batch-submitted',
        'update claude_batches set batch_id = $2, is_guessed = false, ended_at = null where id = $1',
        [id, batchId],
      );
    },
    async guessed(id, batchId) {
      const [row] = await database.query<{ batch_id: string }>(
        'batch-guessed',
        `update claude_batches set is_guessed = is_guessed or batch_id is null, batch_id = coalesce(batch_id, $2)
         where id = $1 returning batch_id`,
        [id, batchId],
      );
      return row?.batch_id ?? batchId;
    },
    async guessedWrongly(id, batchId) {
      await database.query(
        'batch-guessed-wrongly',
        `update claude_batches set batch_id = null, is_guessed = false, foreign_ids = foreign_ids || $2::text
         where id = $1 and batch_id = $2 and is_guessed`,
        [id, batchId],
      );
    },
    async known(batchIds) {
      const rows = await database.query<{ batch_id: string }>(
        'batch-known',
        'select batch_id from claude_batches where batch_id = any($1::text[])',
        [batchIds],
      );
      return new Set(rows.map(row => row.batch_id));
    },
    async open(since) {
      const rows = await database.query<BatchRow>(
        'batch-open',
        `select ${batchColumns} from claude_batches where ended_at is null and planned_at >= $1 order by planned_at`,
        [since],
      );
      return rows.map(batchOf);
    },
    async requests(id) {
      const rows = await database.query<RequestRow>(
        'batch-requests',
        `select call_id, request.location_id, situation_key, request.task, request.model, prompt_version, response_key
         from claude_batch_requests request join claude_calls on claude_calls.id = call_id where batch = $1`,
        [id],
      );
      return rows.map(requestOf);
    },
    async analyses({ locationId, situationKey, model, promptVersions }) {
      const rows = await database.query<{ task: BatchTask; answer: unknown }>(
        'batch-analyses',
        `select distinct on (request.task) request.task, answer
         from claude_batch_requests request join claude_calls on claude_calls.id = call_id
         where request.location_id = $1 and situation_key = $2 and request.task in ('semantic', 'qualification')
           and request.model = $3 and prompt_version = any($4::text[]) and status = 'answered'
         order by request.task, answered_at desc`,
        [locationId, situationKey, model, promptVersions],
      );
      return new Map(rows.map(row => [row.task, row.answer]));
    },
    async noteOutcome(callId, outcome) {
      await database.query(
        'batch-outcome',
        'update claude_batch_requests set outcome = $2 where call_id = $1',
        [callId, outcome],
      );
    },
    async ended(id) {
      await database.query(
        'batch-ended',
        'update claude_batches set ended_at = coalesce(ended_at, now()) where id = $1',
        [id],
      );
    },
  };
}
