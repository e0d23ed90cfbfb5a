import { ClaudeRefusal, invalidRequest } from './claude-errors';
import { limitsOf, type ModelLimits } from './claude-models';
import { refuseSchema } from './claude-output-schema';
import type { MessageRequest, TextBlock } from './claude-request.schema';
import { promptTokensOf } from './prompt-cache';

const maxCacheMarks = 4;

interface Marked {
  readonly where: string;
  readonly ttl: '5m' | '1h';
}

/**
 * Marks of the prompt cache: four at most, and none of an hour behind one of five minutes.
 * @throws ClaudeRefusal 400 in the API's own words
 */
export function refuseWrongMarks(
  request: Pick<MessageRequest, 'system' | 'messages' | 'cache_control'>,
): void {
  const marks = marksOf(request);
  if (marks.length > maxCacheMarks) {
    throw invalidRequest(
      `A maximum of ${maxCacheMarks} blocks with cache_control may be provided. Found ${marks.length}.`,
    );
  }
  const short = marks.findIndex(({ ttl }) => ttl === '5m');
  const late = marks.find(({ ttl }, index) => ttl === '1h' && short !== -1 && index > short);
  if (late) {
    throw invalidRequest(
      `${late.where}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' ` +
        'cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.',
    );
  }
}

/** In the order in which the prompt is read; the mark of the whole request is the last. */
function marksOf({
  system,
  messages,
  cache_control,
}: Pick<MessageRequest, 'system' | 'messages' | 'cache_control'>): Marked[] {
  const within = (content: string | TextBlock[] | undefined, where: string): Marked[] =>
    Array.isArray(content)
      ? content.flatMap((block, index) =>
          block.cache_control
            ? [{ where: `${where}.${index}`, ttl: block.cache_control.ttl ?? ('5m' as const) }]
            : [],
        )
      : [];
  const last = messages.at(-1)?.content;
  const lastIsMarked = Array.isArray(last) && Boolean(last.at(-1)?.cache_control);
  return [
    ...within(system, 'system'),
    ...messages.flatMap(({ content }, index) => within(content, `messages.${index}.content`)),
    ...(cache_control && !lastIsMarked
      ? [{ where: 'the last block', ttl: cache_control.ttl ?? ('5m' as const) }]
      : []),
  ];
}

/** @throws ClaudeRefusal 400, or 404 for a model that there is not */
export function refuseWhatModelsRefuse(request: MessageRequest, blocks: readonly TextBlock[]): void {
  const { model, messages, output_config } = request;
  const limits = limitsOf(model);
  if (!limits) throw new ClaudeRefusal(404, `model: ${model}`);
  refuseLengths(request, limits, promptTokensOf(blocks));
  refuseThinking(request, limits);
  if (output_config?.effort && !limits.effort)
    throw invalidRequest(`output_config.effort: not supported for ${model}`);
  if (messages[0]?.role === 'assistant')
    throw invalidRequest('messages: first message must use the "user" role');
  if (messages.at(-1)?.role === 'assistant')
    throw invalidRequest('messages: the final message must be from the user; prefill is not supported');
  const schema = output_config?.format?.schema;
  if (schema) refuseSchema(schema, 'output_config.format.schema');
}

function refuseLengths(
  request: MessageRequest,
  { context, output }: ModelLimits,
  promptTokens: number,
): void {
  const { model, max_tokens, stream, output_config } = request;
  if (max_tokens > output) {
    throw invalidRequest(
      `max_tokens: ${max_tokens} > ${output}, which is the maximum allowed number of output tokens for ${model}`,
    );
  }
  if (promptTokens > context)
    throw invalidRequest(`prompt is too long: ${promptTokens} tokens > ${context} maximum`);
  // Nothing is written, so there is nothing to stream and no form to write it in.
  if (max_tokens === 0 && (stream || output_config?.format))
    throw invalidRequest('max_tokens: 0 takes neither stream nor output_config.format');
}

const leastBudget = 1_024;

function refuseThinking({ thinking, model, max_tokens }: MessageRequest, limits: ModelLimits): void {
  if (!thinking) return;
  const { type, budget_tokens: budget } = thinking;
  if (!limits.thinking.includes(type)) {
    const instead = limits.thinking.includes('between_tools') ? '; use between_tools' : '';
    throw invalidRequest(`thinking.type.${type} is not supported for ${model}${instead}`);
  }
  if (type === 'enabled' && (budget === undefined || budget < leastBudget || budget >= max_tokens)) {
    throw invalidRequest(
      `thinking.enabled.budget_tokens: must be at least ${leastBudget} and less than max_tokens`,
    );
  }
}
