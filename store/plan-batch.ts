import type { PlannedRequest } from './claude-batches';
import type { Database } from './database';

/**
 * Writes a batch with its requests and books a call for each, in place of an earlier plan of the same id
 * that was not handed in: settings may have changed between two attempts, and what is written must be what
 * is asked. A batch whose id at Anthropic is known stays as it is.
 */
export async function planBatch(
  database: Database,
  id: string,
  workflowId: string,
  requests: readonly PlannedRequest[],
): Promise<void> {
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
    const planned = await queries.query(
      'batch-plan',
      `insert into claude_batches (id, workflow_id, requests) values ($1, $2, $3)
       on conflict (id) do update set requests = excluded.requests, ended_at = null
         where claude_batches.batch_id is null
       returning id`,
      [id, workflowId, requests.length],
    );
    if (planned.length === 0) return;
    await queries.query(
      'batch-plan-dropped',
      `with dropped as (
         delete from claude_batch_requests where batch = $1 and call_id <> all($2::text[]) returning call_id
       )
       update claude_calls set status = 'failed' from dropped where id = dropped.call_id and status = 'asked'`,
      [id, requests.map(({ callId }) => callId)],
    );
    await queries.query(
      'batch-plan-requests',
      `insert into claude_batch_requests (call_id, batch, location_id, situation_key, task, model, response_key)
       select call_id, $1, location_id, situation_key, task, model, response_key
       from jsonb_to_recordset($2::jsonb) as request (call_id text, location_id text, situation_key text,
         task text, model text, response_key text)
       on conflict (call_id) do update set model = excluded.model, response_key = excluded.response_key`,
      [id, rows],
    );
    await queries.query(
      'batch-plan-calls',
      `insert into claude_calls (id, workflow_id, task, location_id, model, prompt_version, status)
       select call_id, $1, task, location_id, model, prompt_version, 'asked'
       from jsonb_to_recordset($2::jsonb) as request (call_id text, location_id text, task text, model text,
         prompt_version text)
       on conflict (id) do update set model = excluded.model, prompt_version = excluded.prompt_version,
         status = 'asked' where claude_calls.answered_at is null`,
      [workflowId, rows],
    );
  });
}
