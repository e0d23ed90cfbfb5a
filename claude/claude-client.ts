import { Anthropic } from '@anthropic-ai/sdk';
import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';
import { createClaudeBatches, type ClaudeBatches } from './batches';
import { textOf, usageOf, valueOf, type AnsweredCall } from './claude-answer';
import { errorForFailedCall } from './claude-errors';
import { requestOf, type ClaudePrompt } from './claude-request';
import { createModelBreakers, type BreakerOptions, type ModelBreakers } from './model-breakers';
import { costOf } from './prices';
import type { PaidCall } from './unusable-answer';

export type { ClaudePrompt } from './claude-request';

export interface AskOptions {
  readonly model: string;
  /** Ends the call; what the signal gives as its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Where less time is left than a call may take as a rule. Milliseconds. */
  readonly timeoutMs?: number | undefined;
}

export interface ClaudeAnswer<T> extends PaidCall {
  readonly value: T;
}

export interface Claude extends Pick<ModelBreakers, 'restOf' | 'states'> {
  /**
   * One attempt with one model; Temporal does the retrying, and `activities/ask-claude.ts` goes to other
   * models. With a schema the answer is JSON of that type, without it the text.
   * @throws FailedCall (`claude_rejected`, `claude_rate_limited`, `claude_unavailable`)
   * @throws UnusableAnswer (`claude_invalid_answer`) with what the call cost
   */
  ask<T>(
    prompt: ClaudePrompt,
    options: AskOptions & { readonly schema: z.ZodType<T> },
  ): Promise<ClaudeAnswer<T>>;
  ask(prompt: ClaudePrompt, options: AskOptions): Promise<ClaudeAnswer<string>>;
  /** Many calls at half price, for what nobody waits for. */
  readonly batches: ClaudeBatches;
}

export interface ClaudeOptions {
  readonly apiKey: string;
  /** Default: the real API. */
  readonly baseUrl?: string | undefined;
  /** For one call. Milliseconds. */
  readonly timeoutMs: number;
  /** When a model is no longer asked for a while. Default: `defaults.claude.breaker`. */
  readonly breaker?: BreakerOptions | undefined;
  readonly logger?: Logger | undefined;
}

/** Makes the Claude client: the official SDK, without its retries and with our errors and costs. */
export function createClaude(options: ClaudeOptions): Claude {
  const client = new Anthropic({
    apiKey: options.apiKey,
    ...(options.baseUrl === undefined ? {} : { baseURL: options.baseUrl }),
    timeout: options.timeoutMs,
    maxRetries: 0,
    logLevel: 'off',
  });
  const breakers = createModelBreakers(options.breaker ?? defaults.claude.breaker, options.logger);

  async function call(prompt: ClaudePrompt, ask: AskOptions & { readonly schema?: z.ZodType }) {
    try {
      return await client.messages
        .create(requestOf(prompt, ask), {
          timeout: Math.min(options.timeoutMs, ask.timeoutMs ?? options.timeoutMs),
          maxRetries: 0,
          ...(ask.signal === undefined ? {} : { signal: ask.signal }),
        })
        .withResponse();
    } catch (error) {
      if (ask.signal?.aborted) throw ask.signal.reason;
      throw errorForFailedCall(prompt.task, error);
    }
  }

  async function ask<T>(
    prompt: ClaudePrompt,
    askOptions: AskOptions & { readonly schema?: z.ZodType<T> },
  ): Promise<ClaudeAnswer<T | string>> {
    const startedAt = systemClock.elapsed();
    const askedAt = systemClock.now();
    const { data, response } = await breakers.run(askOptions.model, () => call(prompt, askOptions));
    const usage = usageOf(data);
    const paid: PaidCall = {
      model: data.model,
      usage,
      costUsd: costOf(data.model, usage, askedAt),
      durationMs: Math.round(systemClock.elapsed() - startedAt),
      simulated: response.headers.get('x-leadwire-simulator') === '1',
    };
    // Logged before the answer is judged: an unusable answer is paid for, too.
    options.logger?.debug({ task: prompt.task, promptVersion: prompt.version, ...paid }, 'Claude answered');
    return { value: judge({ task: prompt.task, paid }, data, askOptions.schema), ...paid };
  }

  return {
    ask,
    restOf: breakers.restOf,
    states: breakers.states,
    batches: createClaudeBatches(client, options),
  };
}

function judge<T>(call: AnsweredCall, message: Message, schema: z.ZodType<T> | undefined): T | string {
  const text = textOf(call, message);
  return schema === undefined ? text : valueOf(call, text, schema);
}
