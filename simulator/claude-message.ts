import type { ServerResponse } from 'node:http';
import { newMessageId } from './claude-ids';
import { pause } from './http';
import { tokensOf, type InputUsage } from './prompt-cache';

export interface SimulatedAnswer {
  readonly text: string;
  readonly stopReason: string;
}

/** An answer cut off at `maxTokens`, as the real one is. */
export function limited(text: string, maxTokens: number): SimulatedAnswer {
  return tokensOf(text) > maxTokens
    ? { text: text.slice(0, maxTokens * 4), stopReason: 'max_tokens' }
    : { text, stopReason: 'end_turn' };
}

/** The answer of POST /v1/messages. */
export function messageOf(
  model: string,
  answer: SimulatedAnswer,
  input: InputUsage,
  tier: 'standard' | 'batch' = 'standard',
) {
  return {
    id: newMessageId(),
    type: 'message' as const,
    role: 'assistant' as const,
    model,
    content: answer.text === '' ? [] : [{ type: 'text' as const, text: answer.text, citations: null }],
    stop_reason: answer.stopReason,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: {
      input_tokens: input.inputTokens,
      cache_creation_input_tokens: input.cacheWrite5mTokens + input.cacheWrite1hTokens,
      cache_read_input_tokens: input.cacheReadTokens,
      cache_creation: {
        ephemeral_5m_input_tokens: input.cacheWrite5mTokens,
        ephemeral_1h_input_tokens: input.cacheWrite1hTokens,
      },
      output_tokens: tokensOf(answer.text),
      service_tier: tier,
    },
  };
}

export type SimulatedMessageAnswer = ReturnType<typeof messageOf>;

const charactersInAPiece = 40;

/** The same answer as Server-Sent Events, its text in a few pieces, each after the time that its tokens take. */
export async function streamMessage(
  response: ServerResponse,
  message: SimulatedMessageAnswer,
  headers: Readonly<Record<string, string>>,
  msPerOutputToken: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  const send = (type: string, fields: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  };
  const { usage, content, stop_reason, stop_sequence } = message;
  send('message_start', {
    message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
  });
  for (const [index, block] of content.entries()) {
    send('content_block_start', { index, content_block: { ...block, text: '' } });
    for (let from = 0; from < block.text.length; from += charactersInAPiece) {
      const piece = block.text.slice(from, from + charactersInAPiece);
      await pause(tokensOf(piece) * msPerOutputToken);
      if (response.destroyed) return;
      send('content_block_delta', { index, delta: { type: 'text_delta', text: piece } });
    }
    send('content_block_stop', { index });
  }
  send('message_delta', {
    delta: { stop_reason, stop_sequence },
    usage: { output_tokens: usage.output_tokens },
  });
  send('message_stop', {});
  response.end();
}
