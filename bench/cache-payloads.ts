/** Sizes of what is cached, in bytes of JSON: a reply, a reply with its actions, a long conversation. */
export const payloadSizes = [1_000, 4_000, 10_000] as const;

/** A cached value that says whose it is, so that a wrong hit is seen. */
export interface Payload {
  readonly key: string;
  readonly reply: string;
}

const words = (
  'the a your our home house bedroom bathroom garden kitchen price budget loan bank school street market offer ' +
  'viewing tomorrow weekend morning evening would could like love know think sell buy rent soon later family move ' +
  'agent listing photo square feet parking quiet sunny near station park please thanks great perfect maybe about ' +
  'around between before after month week year approval deposit timeline question answer Oakland Fremont Hayward'
).split(' ');

/**
 * A text like those that are cached: words of the field in no order, so that it compresses about as
 * well as replies do. The same for the same key.
 */
export function payloadFor(key: string, bytes: number): Payload {
  const next = numbersFrom(key);
  const parts: string[] = [];
  let length = JSON.stringify({ key, reply: '' }).length;
  while (length < bytes) {
    const word = words[next() % words.length] ?? '';
    const part = next() % 9 === 0 ? `${word} ${next() % 1_000}.` : word;
    parts.push(part);
    length += part.length + 1;
  }
  return { key, reply: parts.join(' ') };
}

export const isPayloadOf = (key: string, value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'key' in value && value.key === key;

/** Numbers without end that look like chance, from a text (xorshift). */
function numbersFrom(text: string): () => number {
  let state = 2_166_136_261;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
