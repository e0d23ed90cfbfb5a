import { z } from 'zod';
import {
  countRequestSchema,
  messageRequestSchema,
  type CountRequest,
  type MessageRequest,
  type TextBlock,
} from './claude-request.schema';
import { invalidRequest } from './claude-errors';

const samplingParameters = ['temperature', 'top_p', 'top_k'] as const;
const maxCacheMarks = 4;

/**
 * Checks a request as the API does.
 * @throws ClaudeRefusal 400 `invalid_request_error`
 */
export function parseMessageRequest(body: unknown): MessageRequest {
  refuseSampling(body);
  const request = parse(messageRequestSchema, body);
  refuseWhatModelsRefuse(request);
  return request;
}

/** @throws ClaudeRefusal 400 `invalid_request_error` */
export function parseCountRequest(body: unknown): CountRequest {
  refuseSampling(body);
  return parse(countRequestSchema, body);
}

/** The blocks of system and messages in the order in which the prompt cache sees them. */
export function blocksOf(request: CountRequest): TextBlock[] {
  const asBlocks = (content: string | TextBlock[] | undefined): TextBlock[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  return [...asBlocks(request.system), ...request.messages.flatMap(message => asBlocks(message.content))];
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

/** Models that always think refuse to have it switched off; Sonnet 5.5 wants another word for it. */
const thinksAlways = /^claude-(opus-5-5|fable|mythos)/;

function refuseWhatModelsRefuse(request: MessageRequest): void {
  const { thinking, model } = request;
  if (thinking?.type === 'enabled')
    throw invalidRequest('thinking.type.enabled is not supported for this model');
  if (thinking?.type === 'disabled' && model.startsWith('claude-sonnet-5-5')) {
    throw invalidRequest('thinking.type.disabled is not supported for this model; use between_tools');
  }
  if (thinking?.type === 'disabled' && thinksAlways.test(model)) {
    throw invalidRequest('thinking.type.disabled is not supported for this model');
  }
  if (request.messages.at(-1)?.role === 'assistant') {
    throw invalidRequest('messages: the final message must be from the user; prefill is not supported');
  }
  if (blocksOf(request).filter(block => block.cache_control).length > maxCacheMarks) {
    throw invalidRequest(`cache_control: at most ${maxCacheMarks} blocks may carry it`);
  }
  const schema = request.output_config?.format?.schema;
  if (schema) refuseSchema(schema, 'output_config.format.schema');
}

/** Keywords that structured outputs do not take; the SDK moves them into the description. */
const refusedKeywords = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'patternProperties',
  'oneOf',
  'not',
  'if',
];

function refuseSchema(schema: Record<string, unknown>, where: string): void {
  const keyword = refusedKeywords.find(name => name in schema);
  if (keyword) throw invalidRequest(`${where}: '${keyword}' is not supported`);
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false) {
    throw invalidRequest(
      `${where}: for 'object' type, 'additionalProperties' must be explicitly set to false`,
    );
  }
  for (const [name, inner] of innerSchemas(schema)) refuseSchema(inner, `${where}.${name}`);
}

function innerSchemas(schema: Record<string, unknown>): [string, Record<string, unknown>][] {
  const named = (value: unknown): [string, Record<string, unknown>][] => {
    const parsed = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(value);
    return parsed.success ? Object.entries(parsed.data) : [];
  };
  return [
    ...named(schema['properties']),
    ...named(schema['$defs']),
    ...named('items' in schema ? { items: schema['items'] } : {}),
    ...named(Array.isArray(schema['anyOf']) ? { ...schema['anyOf'] } : {}),
  ];
}
