import { Anthropic } from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type {
  Message,
  MessageCreateParamsNonStreaming,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import { systemClock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { textOf, usageOf, valueOf, type AnsweredCall } from './claude-answer';
import { errorForFailedCall } from './claude-errors';
import { costOf } from './prices';
import { thinkingAllowanceOf } from './thinking';
import type { PaidCall } from './unusable-answer';

/** What is asked. The shape of `domain/prompts`. */
export interface ClaudePrompt {
  /** Name for errors, logs and costs: `semantic`, `qualification`, `reply`. */
  readonly task: string;
  readonly version: string;
  /** The stable part first. Everything up to the last `cached` block is kept in the prompt cache. */
  readonly system: readonly { readonly text: string; readonly cached: boolean }[];
  readonly user: string;
  /** For the answer itself; room to think is added where the model thinks. */
  readonly maxTokens: number;
}

export interface AskOptions {
  readonly model: string;
  /** Ends the call; what the signal gives as its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

export interface ClaudeAnswer<T> extends PaidCall {
  readonly value: T;
}

export interface Claude {
  /**
   * One attempt; Temporal does the retrying. With a schema the answer is JSON of that type, without
   * it the text.
   * @throws LeadwireError `claude_rejected`, `claude_rate_limited`, `claude_unavailable`
   * @throws UnusableAnswer (`claude_invalid_answer`) with what the call cost
   */
  ask<T>(
    prompt: ClaudePrompt,
    options: AskOptions & { readonly schema: z.ZodType<T> },
  ): Promise<ClaudeAnswer<T>>;
  ask(prompt: ClaudePrompt, options: AskOptions): Promise<ClaudeAnswer<string>>;
}

export interface ClaudeOptions {
  readonly apiKey: string;
  /** Default: the real API. */
  readonly baseUrl?: string | undefined;
  /** For one call. Milliseconds. */
  readonly timeoutMs: number;
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

  async function call(prompt: ClaudePrompt, ask: AskOptions & { readonly schema?: z.ZodType }) {
    try {
      return await client.messages
        .create(paramsOf(prompt, ask), {
          timeout: options.timeoutMs,
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
    const { data, response } = await call(prompt, askOptions);
    const paid: PaidCall = {
      model: data.model,
      usage: usageOf(data),
      costUsd: costOf(data.model, usageOf(data)),
      durationMs: Math.round(systemClock.elapsed() - startedAt),
      simulated: response.headers.get('x-leadwire-simulator') === '1',
    };
    // Logged before the answer is judged: an unusable answer is paid for, too.
    options.logger?.debug({ task: prompt.task, promptVersion: prompt.version, ...paid }, 'Claude answered');
    return { value: judge({ task: prompt.task, paid }, data, askOptions.schema), ...paid };
  }

  return { ask };
}

function judge<T>(call: AnsweredCall, message: Message, schema: z.ZodType<T> | undefined): T | string {
  const text = textOf(call, message);
  return schema === undefined ? text : valueOf(call, text, schema);
}

function paramsOf(
  prompt: ClaudePrompt,
  ask: AskOptions & { readonly schema?: z.ZodType },
): MessageCreateParamsNonStreaming {
  const { effort, extraTokens } = thinkingAllowanceOf(ask.model);
  const outputConfig = {
    ...(effort === undefined ? {} : { effort }),
    ...(ask.schema === undefined ? {} : { format: formatOf(ask.schema) }),
  };
  return {
    model: ask.model,
    max_tokens: prompt.maxTokens + extraTokens,
    system: systemBlocksOf(prompt.system),
    messages: [{ role: 'user', content: prompt.user }],
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
  };
}

interface OutputFormat {
  readonly type: 'json_schema';
  readonly schema: Record<string, unknown>;
}

/** Deriving a JSON schema takes a few milliseconds of CPU, and the same few schemas come each time. */
const formats = new WeakMap<z.ZodType, OutputFormat>();

function formatOf(schema: z.ZodType): OutputFormat {
  const known = formats.get(schema);
  if (known) return known;
  const { type, schema: jsonSchema } = zodOutputFormat(schema);
  const format = { type, schema: jsonSchema };
  formats.set(schema, format);
  return format;
}

/** One cache mark, on the last cached block: it covers everything before it. */
function systemBlocksOf(system: ClaudePrompt['system']): TextBlockParam[] {
  const lastCached = system.findLastIndex(block => block.cached);
  return system.map((block, index) => ({
    type: 'text',
    text: block.text,
    ...(index === lastCached ? { cache_control: { type: 'ephemeral' as const } } : {}),
  }));
}
