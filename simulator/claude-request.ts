import { z } from 'zod';
import { invalidRequest } from './claude-errors';
import { refuseWhatModelsRefuse, refuseWrongMarks } from './claude-refusals';
import {
  countRequestSchema,
  messageRequestSchema,
  type CountRequest,
  type MessageRequest,
  type TextBlock,
} from './claude-request.schema';

const samplingParameters = ['temperature', 'top_p', 'top_k'] as const;

/**
 * Checks a request as the API does.
 * @throws ClaudeRefusal 400 `invalid_request_error`, 404 `not_found_error` for a model that there is not
 */
export function parseMessageRequest(body: unknown): MessageRequest {
  refuseSampling(body);
  const request = parse(messageRequestSchema, body);
  refuseWrongMarks(request);
  refuseWhatModelsRefuse(request, blocksOf(request));
  return request;
}

/** @throws ClaudeRefusal 400 `invalid_request_error` */
export function parseCountRequest(body: unknown): CountRequest {
  refuseSampling(body);
  return parse(countRequestSchema, body);
}

/** The blocks of system and messages in the order in which the prompt cache sees them. */
export function blocksOf({ system, messages, cache_control }: CountRequest): TextBlock[] {
  const asBlocks = (content: string | TextBlock[] | undefined): TextBlock[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  const blocks = [...asBlocks(system), ...messages.flatMap(message => asBlocks(message.content))];
  const last = blocks.at(-1);
  // The mark of the whole request moves along with its end.
  return last && cache_control && !last.cache_control
    ? [...blocks.slice(0, -1), { ...last, cache_control }]
    : blocks;
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidRequest(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
}

function refuseSampling(body: unknown): void {
  const fields = z.record(z.string(), z.unknown()).safeParse(body);
  const named = samplingParameters.find(name => fields.success && name in fields.data);
  if (named) throw invalidRequest(`${named}: this model does not take sampling parameters`);
}
