import { z } from 'zod';

/** The Messages API's request, as strict about unknown fields as the real one. Text only. */

const cacheControl = z.strictObject({
  type: z.literal('ephemeral'),
  ttl: z.enum(['5m', '1h']).optional(),
});

const isBlank = (text: string): boolean => text.trim() === '';
const words = z
  .string()
  .refine(text => !isBlank(text), 'text content blocks must contain non-whitespace text');

const textBlock = z.strictObject({
  type: z.literal('text'),
  text: words,
  cache_control: cacheControl.nullish(),
});

const content = z.union([words, z.array(textBlock).min(1)]);

const outputConfig = z.strictObject({
  effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  format: z
    .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) })
    .nullish(),
});

const thinking = z.strictObject({
  type: z.enum(['enabled', 'disabled', 'adaptive', 'between_tools']),
  budget_tokens: z.number().int().optional(),
  display: z.enum(['summarized', 'omitted']).optional(),
});

const counted = {
  model: z.string().min(1),
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  output_config: outputConfig.optional(),
  thinking: thinking.optional(),
  /** Marks the last block, whichever it is. */
  cache_control: cacheControl.nullish(),
};

export const messageRequestSchema = z.strictObject({
  ...counted,
  /** 0: the prompt goes into the prompt cache, and nothing is written. */
  max_tokens: z.number().int().min(0),
  stream: z.boolean().optional(),
  stop_sequences: z.array(words).optional(),
  metadata: z.strictObject({ user_id: z.string().max(256).nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
});

export const countRequestSchema = z.strictObject(counted);

export type MessageRequest = z.infer<typeof messageRequestSchema>;
export type CountRequest = z.infer<typeof countRequestSchema>;
export type TextBlock = z.infer<typeof textBlock>;
