import { describe, expect, it } from '@jest/globals';
import { ClaudeRefusal } from '../../simulator/claude-errors';
import { parseCountRequest, parseMessageRequest } from '../../simulator/claude-request';

const haiku = 'claude-haiku-5-5';
const user = (content: unknown) => ({ role: 'user', content });
const valid = { model: haiku, max_tokens: 100, messages: [user('Hi')] };
const format = {
  type: 'json_schema',
  schema: { type: 'object', properties: {}, additionalProperties: false },
};
const block = (ttl?: '5m' | '1h' | null) => ({
  type: 'text',
  text: 'rules',
  ...(ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ...(ttl === null ? {} : { ttl }) } }),
});

function refusalOf(body: unknown, parse: (body: unknown) => unknown = parseMessageRequest): ClaudeRefusal {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof ClaudeRefusal) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('the Claude simulator refuses', () => {
  it.each<[string, object, RegExp]>([
    ['a blank message', { messages: [user(' \n')] }, /non-whitespace/],
    ['a blank block', { messages: [user([{ type: 'text', text: '' }])] }, /non-whitespace/],
    ['a blank stop sequence', { stop_sequences: [' '] }, /non-whitespace/],
    ['a message without content', { messages: [user([])] }, /^messages/],
    [
      'a conversation that the assistant begins',
      { messages: [{ role: 'assistant', content: 'Hi' }, user('Hi')] },
      /first message/,
    ],
    ['an unknown field within a block', { system: [{ ...block(), name: 'x' }] }, /^system/],
    [
      'a kind of cache that there is not',
      { system: [{ ...block(), cache_control: { type: 'forever' } }] },
      /^system/,
    ],
    [
      'a fifth mark',
      { system: Array.from({ length: 5 }, () => block('5m')) },
      /maximum of 4 blocks.* Found 5/,
    ],
    [
      'a fifth mark that stands for the whole request',
      { system: Array.from({ length: 4 }, () => block('5m')), cache_control: { type: 'ephemeral' } },
      /Found 5/,
    ],
    [
      'an hour behind five minutes',
      { system: [block('5m'), block('1h')] },
      /^system\.1\.cache_control\.ttl: a ttl='1h' .* must not come after a ttl='5m'/,
    ],
    [
      'an hour behind a mark without a time, which is five minutes',
      { system: [block(null)], messages: [user([block('1h')])] },
      /^messages\.0\.content\.0/,
    ],
    [
      'more output than the model has',
      { max_tokens: 128_001 },
      /^max_tokens: 128001 > 128000, .* for claude-haiku-5-5$/,
    ],
    ['more output than an older model has', { model: 'claude-haiku-4-5', max_tokens: 64_001 }, /> 64000/],
    ['less than no output', { max_tokens: -1 }, /^max_tokens/],
    ['a stream of nothing', { max_tokens: 0, stream: true }, /^max_tokens: 0/],
    ['nothing in a form', { max_tokens: 0, output_config: { format } }, /^max_tokens: 0/],
    [
      'a prompt that is too long',
      { messages: [user('x'.repeat(4_000_004))] },
      /^prompt is too long: 1000001 tokens > 1000000 maximum$/,
    ],
    [
      'effort of a model that knows none',
      { model: 'claude-haiku-4-5', output_config: { effort: 'low' } },
      /effort/,
    ],
    [
      'thinking by budget of a model that adapts it',
      { thinking: { type: 'enabled', budget_tokens: 2_000 } },
      /thinking\.type\.enabled/,
    ],
    [
      'no thinking of a model that always does',
      { model: 'claude-opus-5-5', thinking: { type: 'disabled' } },
      /thinking\.type\.disabled/,
    ],
    [
      'no thinking of Sonnet 5.5 under that name',
      { model: 'claude-sonnet-5-5', thinking: { type: 'disabled' } },
      /use between_tools/,
    ],
    [
      'a budget that is larger than the answer',
      { model: 'claude-haiku-4-5', max_tokens: 1_500, thinking: { type: 'enabled', budget_tokens: 2_000 } },
      /budget_tokens/,
    ],
    [
      'a schema that wants several entries',
      {
        output_config: {
          format: { ...format, schema: { type: 'array', minItems: 2, items: { type: 'string' } } },
        },
      },
      /minItems/,
    ],
    ['a long name of a user', { metadata: { user_id: 'x'.repeat(257) } }, /^metadata/],
  ])('%s', (_what, fields, message) => {
    const refusal = refusalOf({ ...valid, ...fields });
    expect(refusal.status).toBe(400);
    expect(refusal.message).toMatch(message);
  });

  it('a model that there is not', () => {
    expect(refusalOf({ ...valid, model: 'gpt-7' })).toMatchObject({ status: 404, message: 'model: gpt-7' });
  });

  it('to count tokens for a request with an answer', () => {
    expect(refusalOf(valid, parseCountRequest).message).toMatch(/max_tokens/);
  });

  it.each<[string, object]>([
    ['four marks, the longer ones first', { system: [block('1h'), block('1h'), block('5m'), block(null)] }],
    ['a mark for the whole request', { cache_control: { type: 'ephemeral', ttl: '1h' } }],
    ['no output at all, to warm the prompt cache', { max_tokens: 0 }],
    ['as much output as the model has', { max_tokens: 128_000 }],
    ['the snapshot of a model', { model: 'claude-haiku-4-5-20251001' }],
    [
      'thinking by budget of a model that knows it',
      {
        ...{ model: 'claude-haiku-4-5', max_tokens: 4_000 },
        thinking: { type: 'enabled', budget_tokens: 1_024 },
      },
    ],
  ])('not %s', (_what, fields) => {
    expect(parseMessageRequest({ ...valid, ...fields })).toMatchObject(fields);
  });
});
