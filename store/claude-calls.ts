import { randomUUID } from 'node:crypto';
import type { LocationId } from '../domain/ids';
import type { Database } from './database';

export interface CallToBook {
  readonly workflowId: string;
  readonly task: string;
  readonly locationId: LocationId;
  readonly model: string;
  readonly promptVersion: string;
}

export interface CallUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheReadTokens: number;
}

export interface CallAnswer {
  /** `failed`: paid for, but not fit for use, so never given to another attempt. */
  readonly status: 'answered' | 'failed';
  readonly value: unknown;
  readonly usage: CallUsage;
  readonly costUsd: number;
  readonly simulated: boolean;
}

export interface ClaudeCallRepository {
  /** The answer that an earlier attempt of this run stored for the task, or undefined. */
  stored(workflowId: string, task: string): Promise<unknown>;
  /** Books a call before it is made; returns its id. One that stays `asked` has an unknown cost. */
  asked(call: CallToBook): Promise<string>;
  /** Stores the answer as soon as it is here, so that a retried activity does not pay again. */
  answered(id: string, answer: CallAnswer): Promise<void>;
  /** Claude answered with an error: nothing was paid. */
  failed(id: string): Promise<void>;
}

export function createClaudeCallRepository(database: Database): ClaudeCallRepository {
  return {
    async stored(workflowId, task) {
      const [row] = await database.query<{ answer: unknown }>(
        'call-stored',
        `select answer from claude_calls where workflow_id = $1 and task = $2 and status = 'answered'
         order by answered_at desc limit 1`,
        [workflowId, task],
      );
      return row?.answer;
    },
    async asked(call) {
      const id = randomUUID();
      await database.query(
        'call-asked',
        `insert into claude_calls (id, workflow_id, task, location_id, model, prompt_version, status)
         values ($1, $2, $3, $4, $5, $6, 'asked')`,
        [id, call.workflowId, call.task, call.locationId, call.model, call.promptVersion],
      );
      return id;
    },
    async answered(id, { status, value, usage, costUsd, simulated }) {
      await database.query(
        'call-answered',
        `update claude_calls set status = $9, answer = $2, input_tokens = $3, output_tokens = $4,
           cache_write_tokens = $5, cache_read_tokens = $6, cost_usd = $7, simulated = $8, answered_at = now()
         where id = $1`,
        [
          id,
          JSON.stringify(value),
          usage.inputTokens,
          usage.outputTokens,
          usage.cacheWriteTokens,
          usage.cacheReadTokens,
          costUsd,
          simulated,
          status,
        ],
      );
    },
    async failed(id) {
      await database.query('call-failed', `update claude_calls set status = 'failed' where id = $1`, [id]);
    },
  };
}
