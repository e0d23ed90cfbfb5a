import { capExceeded, warningsDue, type BudgetCounter } from '../domain/budget';
import type { LocationId } from '../domain/ids';
import {
  changeCalls,
  countChanged,
  counterColumns,
  counterOf,
  countMoves,
  type CounterRow,
} from './budget-counters';
import { noteWarnings } from './budgets';
import type { RequestToPlan } from './claude-batches';
import type { Database, Queries } from './database';

export interface BatchPlan {
  readonly id: string;
  readonly workflowId: string;
  readonly requests: readonly RequestToPlan[];
  readonly now: Date;
}

/**
 * Writes a batch with its requests and books a call for each that its location's caps have room for, in
 * place of an earlier plan of the same id that was not handed in: settings may have changed between two
 * attempts, and what is written must be what is asked. A batch whose id at Anthropic is known stays as it is.
 * @returns the calls that are booked
 */
export async function planBatch(database: Database, plan: BatchPlan): Promise<ReadonlySet<string>> {
  return database.transaction(async queries => {
    const open = await queries.query(
      'batch-plan',
      `insert into claude_batches (id, workflow_id, requests) values ($1, $2, $3)
       on conflict (id) do update set ended_at = null where claude_batches.batch_id is null
       returning id`,
      [plan.id, plan.workflowId, plan.requests.length],
    );
    if (open.length === 0) return new Set<string>();
    await queries.query(
      'batch-plan-released',
      `with ${changeCalls(
        `status = 'asked' and id in (select call_id from claude_batch_requests where batch = $1)`,
        `status = 'failed'`,
      )} ${countChanged}`,
      [plan.id],
    );
    const requests = withinCaps(plan.requests, await lockedCounters(queries, plan));
    await write(queries, plan.id, requests);
    await book(queries, plan, requests);
    return new Set(requests.map(({ callId }) => callId));
  });
}

type LocationCounterRow = CounterRow & { location_id: LocationId };

function byLocation(rows: readonly LocationCounterRow[]): Map<LocationId, BudgetCounter[]> {
  const counters = new Map<LocationId, BudgetCounter[]>();
  for (const row of rows)
    counters.set(row.location_id, [...(counters.get(row.location_id) ?? []), counterOf(row)]);
  return counters;
}

/** What the locations have committed; until the transaction ends, nobody else changes it. */
async function lockedCounters(queries: Queries, { requests, now }: BatchPlan) {
  const locations = [...new Set(requests.map(({ locationId }) => locationId))];
  const rows = await queries.query<LocationCounterRow>(
    'batch-plan-room',
    `insert into claude_budgets as budget (location_id, contact_id, period, starts_on)
     select location_id, '', period, date_trunc(period, $2::timestamptz at time zone 'UTC')::date
     from unnest($1::text[]) location_id cross join (values ('day'), ('month')) counter (period)
     order by 1, 2, 3, 4
     on conflict (location_id, contact_id, period, starts_on) do update set reserved_usd = budget.reserved_usd
     returning location_id, ${counterColumns}`,
    [locations, now],
  );
  return byLocation(rows);
}

/** Those there is room for, the first ones first. A situation is asked about as a whole or not at all. */
function withinCaps(
  requests: readonly RequestToPlan[],
  counters: Map<LocationId, BudgetCounter[]>,
): RequestToPlan[] {
  const situations = new Map<string, [RequestToPlan, ...RequestToPlan[]]>();
  for (const request of requests) {
    const name = JSON.stringify([request.locationId, request.situationKey]);
    const others = situations.get(name);
    if (others) others.push(request);
    else situations.set(name, [request]);
  }
  return [...situations.values()].flatMap(situation => {
    const [{ locationId, caps }] = situation;
    const dollars = situation.reduce((sum, { reservedUsd }) => sum + reservedUsd, 0);
    const withIt = (counters.get(locationId) ?? []).map(counter => ({
      ...counter,
      committedUsd: counter.committedUsd + dollars,
    }));
    if (capExceeded(withIt, caps)) return [];
    counters.set(locationId, withIt);
    return situation;
  });
}

const rowsOf = (requests: readonly RequestToPlan[]): string =>
  JSON.stringify(
    requests.map(request => ({
      call_id: request.callId,
      location_id: request.locationId,
      situation_key: request.situationKey,
      task: request.task,
      model: request.model,
      prompt_version: request.promptVersion,
      response_key: request.responseKey,
      reserved_usd: request.reservedUsd,
    })),
  );

/** The requests as they are handed in; the batch is looked for by how many they are. */
async function write(queries: Queries, id: string, requests: readonly RequestToPlan[]): Promise<void> {
  await queries.query(
    'batch-plan-dropped',
    `with sized as (update claude_batches set requests = cardinality($2::text[]) where id = $1)
     delete from claude_batch_requests where batch = $1 and call_id <> all($2::text[])`,
    [id, requests.map(({ callId }) => callId)],
  );
  await queries.query(
    'batch-plan-requests',
    `insert into claude_batch_requests (call_id, batch, location_id, situation_key, task, model, response_key)
     select call_id, $1, location_id, situation_key, task, model, response_key
     from jsonb_to_recordset($2::jsonb) as request (call_id text, location_id text, situation_key text,
       task text, model text, response_key text)
     on conflict (call_id) do update set model = excluded.model, response_key = excluded.response_key`,
    [id, rowsOf(requests)],
  );
}

async function book(
  queries: Queries,
  { workflowId, now }: BatchPlan,
  requests: readonly RequestToPlan[],
): Promise<void> {
  const rows = await queries.query<LocationCounterRow>(
    'batch-plan-calls',
    `with booked as (
       insert into claude_calls (id, workflow_id, task, location_id, model, prompt_version, reserved_usd, asked_at, status)
       select call_id, $1, task, location_id, model, prompt_version, reserved_usd, $3, 'asked'
       from jsonb_to_recordset($2::jsonb) as request (call_id text, location_id text, task text, model text,
         prompt_version text, reserved_usd numeric)
       on conflict (id) do update set model = excluded.model, prompt_version = excluded.prompt_version,
         reserved_usd = excluded.reserved_usd, asked_at = excluded.asked_at, status = 'asked'
         where claude_calls.status = 'failed' and claude_calls.answered_at is null
       returning location_id, contact_id, asked_at, reserved_usd
     ), moves as (
       select location_id, contact_id, asked_at, reserved_usd as reserved, 0 as spent from booked
     ) ${countMoves} returning location_id, ${counterColumns}`,
    [workflowId, rowsOf(requests), now],
  );
  const caps = new Map(requests.map(request => [request.locationId, request.caps]));
  for (const [location, counters] of byLocation(rows)) {
    const limits = caps.get(location);
    if (limits) await noteWarnings(queries, location, warningsDue(counters, limits));
  }
}
