import type { LocationId } from '../domain/ids';
import type { Database } from './database';

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

export interface PlannedBatch {
  readonly requests: number;
  /** When handing it in was first tried; from then on it may exist, though its id be unknown. */
  readonly submittingAt: Date | null;
  /** Anthropic's id. */
  readonly batchId: string | null;
}

/** Batches are written down before they are handed in, so that none is paid for twice. Repeating anything changes nothing. */
export interface ClaudeBatchRepository {
  find(id: string): Promise<PlannedBatch | null>;
  /** Writes a batch with its requests, and books a call for each. */
  plan(id: string, workflowId: string, requests: readonly PlannedRequest[]): Promise<void>;
  submitting(id: string): Promise<void>;
  /** The API refused it: nothing was taken, and the next try need not look for it. */
  refused(id: string): Promise<void>;
  submitted(id: string, batchId: string): Promise<void>;
  /** Those of Anthropic's ids that belong to batches of ours. */
  known(batchIds: readonly string[]): Promise<ReadonlySet<string>>;
  requests(id: string): Promise<PlannedRequest[]>;
  /** What is stored as answers to these calls, by their ids. */
  answers(callIds: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  noteOutcome(callId: string, outcome: string): Promise<void>;
  ended(id: string): Promise<void>;
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

export function createClaudeBatchRepository(database: Database): ClaudeBatchRepository {
  return {
    async find(id) {
      const [row] = await database.query<{
        requests: number;
        submitting_at: Date | null;
        batch_id: string | null;
      }>('batch-find', 'select requests, submitting_at, batch_id from claude_batches where id = $1', [id]);
      return row ? { requests: row.requests, submittingAt: row.submitting_at, batchId: row.batch_id } : null;
    },
    async plan(id, workflowId, requests) {
      const rows = JSON.stringify(
        requests.map(request => ({
          call_id: request.callId,
          location_id: request.locationId,
          situation_key: request.situationKey,
          task: request.task,
          model: request.model,
          prompt_version: request.promptVersion,
          response_key: request.responseKey,
        })),
      );
      await database.transaction(async queries => {
        await queries.query(
          'batch-plan',
          'insert into claude_batches (id, workflow_id, requests) values ($1, $2, $3) on conflict do nothing',
          [id, workflowId, requests.length],
        );
        await queries.query(
          'batch-plan-requests',
          `insert into claude_batch_requests (call_id, batch, location_id, situation_key, task, model, response_key)
           select call_id, $1, location_id, situation_key, task, model, response_key
           from jsonb_to_recordset($2::jsonb) as request (call_id text, location_id text, situation_key text,
             task text, model text, response_key text)
           on conflict do nothing`,
          [id, rows],
        );
        await queries.query(
          'batch-plan-calls',
          `insert into claude_calls (id, workflow_id, task, location_id, model, prompt_version, status)
           select call_id, $1, task, location_id, model, prompt_version, 'asked'
           from jsonb_to_recordset($2::jsonb) as request (call_id text, location_id text, task text, model text,
             prompt_version text)
           on conflict do nothing`,
          [workflowId, rows],
        );
      });
    },
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
        'update claude_batches set submitting_at = null where id = $1 and batch_id is null',
        [id],
      );
    },
    async submitted(id, batchId) {
      await database.query(
        'batch-submitted',
        'update claude_batches set batch_id = coalesce(batch_id, $2) where id = $1',
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
    async requests(id) {
      const rows = await database.query<RequestRow>(
        'batch-requests',
        `select call_id, request.location_id, situation_key, request.task, request.model, prompt_version, response_key
         from claude_batch_requests request join claude_calls on claude_calls.id = call_id where batch = $1`,
        [id],
      );
      return rows.map(row => ({
        callId: row.call_id,
        locationId: row.location_id,
        situationKey: row.situation_key,
        task: row.task,
        model: row.model,
        promptVersion: row.prompt_version,
        responseKey: row.response_key,
      }));
    },
    async answers(callIds) {
      const rows = await database.query<{ id: string; answer: unknown }>(
        'batch-answers',
        `select id, answer from claude_calls where id = any($1::text[]) and status = 'answered'`,
        [callIds],
      );
      return new Map(rows.map(row => [row.id, row.answer]));
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
