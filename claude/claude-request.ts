import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type {
  MessageCreateParamsNonStreaming,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages';
import type { z } from 'zod';
import type { PromptBlock } from '../domain/prompts/prompt';
import { thinkingAllowanceOf } from './thinking';

/** What is asked. The shape of `domain/prompts`. */
export interface ClaudePrompt {
  /** Name for errors, logs and costs: `semantic`, `qualification`, `reply`. */
  readonly task: string;
  readonly version: string;
  /** The stable part first. Each `cached` block ends a stretch that the prompt cache keeps; four at the most. */
  readonly system: readonly PromptBlock[];
  readonly user: string;
  /** For the answer itself; room to think is added where the model thinks. */
  readonly maxTokens: number;
}

/** A prompt as the API takes it; with a schema the answer is JSON of that type. */
export function requestOf(
  prompt: ClaudePrompt,
  ask: { readonly model: string; readonly schema?: z.ZodType },
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

/**
 * A mark on each cached block, so that a tenant's first request still reads what all tenants share, and
 * writes only its own part.
 */
const systemBlocksOf = (system: ClaudePrompt['system']): TextBlockParam[] =>
  system.map(({ text, cached }) => ({
    type: 'text',
    text,
    ...(cached === false
      ? {}
      : { cache_control: { type: 'ephemeral' as const, ttl: cached === '1h' ? '1h' : '5m' } }),
  }));
