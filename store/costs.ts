import { createHash } from 'node:crypto';
import type { AnswerCost } from '../domain/answer-cost';
import type { CostDimension, CostFigures, CostRow } from '../domain/costs.schema';
import type { ContactId, LocationId } from '../domain/ids';
import type { Database } from './database';

/** An answer that came from a cache, so that nobody had to be asked. */
export interface Saving {
  /** The run whose answer it was, or a name of its own where it was no run. */
  readonly workflowId: string;
  /** What was found: `reply` (with its analyses), `semantic`, `qualification` or `coaching`. */
  readonly task: string;
  readonly cost: AnswerCost;
  /** Left out: the run's own. */
  readonly conversation?: { readonly locationId: LocationId; readonly contactId: ContactId };
}

export interface CostQuery {
  readonly by: CostDimension;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly locationId?: string | undefined;
  readonly contactId?: string | undefined;
  /** Rows at the most; the totals are of all. */
  readonly limit: number;
}

export interface CostSums {
  readonly rows: CostRow[];
  readonly totals: { readonly real: CostFigures; readonly simulated: CostFigures };
}

/** The reading side of the cost ledger; `claude-calls.ts` is its writing side. */
export interface CostRepository {
  /**
   * Notes what an answer from the cache saved, unless the run had paid for it itself in an earlier attempt.
   * Repeating it changes nothing.
   */
  saved(saving: Saving): Promise<void>;
  /**
   * What the answers of a run cost so far, with those that it found in a cache at what they cost when they
   * were written; null where there were none.
   * @param task only this one's; left out: all
   */
  ofAnswers(workflowId: string, task?: string): Promise<AnswerCost | null>;
  sums(query: CostQuery): Promise<CostSums>;
}

const keys: Readonly<Record<CostDimension, { readonly key: string; readonly location: string }>> = {
  day: { key: `(at at time zone 'UTC')::date::text`, location: 'null::text' },
  tenant: { key: 'location_id', location: 'location_id' },
  task: { key: 'task', location: 'null::text' },
  model: { key: 'model', location: 'null::text' },
  conversation: { key: 'contact_id', location: 'location_id' },
};

/**
 * A call is answered within seconds or never: one that is still `asked` after this long has lost its
 * answer. Not so in a Message Batch, which is over when it is.
 */
const unheard = `(status = 'unknown' or status = 'asked' and asked_at < now() - interval '1 minute' and not exists (
    select from claude_batch_requests request join claude_batches batch on batch.id = request.batch
    where request.call_id = claude_calls.id and batch.ended_at is null))`;

const figures = `sum(calls)::float8 as "calls", sum(unknown)::float8 as "unknownCalls",
  round(sum(unknown_usd), 6) as "unknownAtMostUsd", sum(input_tokens)::float8 as "inputTokens",
  sum(cache_write_tokens)::float8 as "cacheWriteTokens",
  sum(cache_write_hour_tokens)::float8 as "cacheWriteHourTokens", sum(cache_read_tokens)::float8 as "cacheReadTokens",
  sum(output_tokens)::float8 as "outputTokens", round(sum(cost_usd), 6) as "costUsd",
  sum(hits)::float8 as "hits", round(sum(saved_usd), 6) as "savedUsd"`;

interface SumRow extends CostRow {
  readonly isTotal: boolean;
}

const nothing: CostFigures = {
  ...{ calls: 0, unknownCalls: 0, unknownAtMostUsd: 0, costUsd: 0, hits: 0, savedUsd: 0 },
  ...{ inputTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cacheReadTokens: 0, outputTokens: 0 },
};

export function createCostRepository(database: Database): CostRepository {
  return {
    async saved({ workflowId, task, cost, conversation }) {
      await database.query(
        'cost-saved',
        `insert into cache_savings (workflow_id, task, location_id, contact_id, model, saved_usd, simulated)
         select $1, $2, location_id, contact_id, $5, $6, $7
         from (select $3::text, $4::text where $3 is not null
           union all select location_id, contact_id from runs where workflow_id = $1 and $3 is null
             and location_id is not null) as conversation (location_id, contact_id)
         where not exists (select from claude_calls where workflow_id = $1 and task = $2 and status = 'answered')
         on conflict do nothing`,
        [
          workflowId,
          task,
          conversation?.locationId ?? null,
          conversation?.contactId ?? null,
          cost.model,
          cost.costUsd,
          cost.simulated,
        ],
      );
    },
    async ofAnswers(workflowId, task) {
      const [row] = await database.query<{ cost_usd: number; model: string; simulated: boolean }>(
        'cost-of-answers',
        `select sum(usd) as cost_usd, bool_or(simulated) as simulated, (array_agg(model order by at desc))[1] as model
         from (
           select cost_usd as usd, model, simulated, answered_at as at, task from claude_calls
           where workflow_id = $1 and answered_at is not null
           union all select saved_usd, model, simulated, at, task from cache_savings where workflow_id = $1
         ) as answer where $2::text is null or task = $2 having count(*) > 0`,
        [workflowId, task ?? null],
      );
      return row ? { costUsd: row.cost_usd, model: row.model, simulated: row.simulated } : null;
    },
    async sums(query) {
      const { text, values } = sumsStatement(query);
      // Each combination of filters is a statement of its own, named after its text.
      const name = `cost-sums-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
      const found = await database.query<SumRow>(name, text, values);
      const total = (simulated: boolean): CostFigures => {
        const row = found.find(one => one.isTotal && one.simulated === simulated);
        return row ? figuresOf(row) : nothing;
      };
      return {
        rows: found
          .filter(row => !row.isTotal)
          .map(row => ({
            ...{ key: row.key, locationId: row.locationId, simulated: row.simulated },
            ...figuresOf(row),
          })),
        totals: { real: total(false), simulated: total(true) },
      };
    },
  };
}

function sumsStatement(query: CostQuery): { text: string; values: unknown[] } {
  const { by, from, to, locationId, contactId, limit } = query;
  const values: unknown[] = [from, to, limit];
  const filters: string[] = [];
  for (const [column, value] of Object.entries({ location_id: locationId, contact_id: contactId })) {
    if (value === undefined) continue;
    values.push(value);
    filters.push(` and ${column} = $${values.length}`);
  }
  const within = (column: string): string => `${column} >= $1 and ${column} < $2${filters.join('')}`;
  const { key, location } = keys[by];
  const order = by === 'day' ? 'key desc' : '"costUsd" desc, "savedUsd" desc, key';
  const text = `with entries as (
      select location_id, contact_id, task, model, asked_at as at, simulated,
        (answered_at is not null)::integer as calls, ${unheard}::integer as unknown,
        case when ${unheard} then reserved_usd else 0 end as unknown_usd,
        input_tokens, cache_write_tokens, cache_write_hour_tokens, cache_read_tokens, output_tokens, cost_usd, 0 as hits, 0 as saved_usd
      from claude_calls where ${within('asked_at')}
      union all
      select location_id, contact_id, task, model, at, simulated, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, saved_usd
      from cache_savings where ${within('at')}
    ), named as (
      select ${key} as key, ${location} as "locationId", entries.* from entries
    ), sums as (
      select key, "locationId", simulated, grouping(key) = 1 as "isTotal", ${figures}
      from named group by grouping sets ((key, "locationId", simulated), (simulated))
    )
    select * from sums where "isTotal"
    union all (select * from sums where not "isTotal" order by ${order}, simulated limit $3)`;
  return { text, values };
}

/** The figures of a row alone, in the order of the contract. */
const figuresOf = (row: SumRow): CostFigures => ({
  calls: row.calls,
  unknownCalls: row.unknownCalls,
  unknownAtMostUsd: row.unknownAtMostUsd,
  inputTokens: row.inputTokens,
  cacheWriteTokens: row.cacheWriteTokens,
  cacheWriteHourTokens: row.cacheWriteHourTokens,
  cacheReadTokens: row.cacheReadTokens,
  outputTokens: row.outputTokens,
  costUsd: row.costUsd,
  hits: row.hits,
  savedUsd: row.savedUsd,
});
