import { createHash } from 'node:crypto';
import { systemClock } from '../runtime/clock';
import { BoundedMap } from './bounded-map';
import type { TextBlock } from './claude-request.schema';

export interface InputUsage {
  /** Neither read from nor written to the cache. */
  readonly inputTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly cacheReadTokens: number;
}

const lifeMs = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;
type Life = keyof typeof lifeMs;

interface Entry {
  readonly life: Life;
  /** Of the process's clock: who had asked by then cannot read it. */
  readonly availableAt: number;
  expiresAt: number;
}

interface Prefix {
  readonly key: string;
  readonly tokens: number;
  readonly mark: Life | null;
}

const maxEntries = 10_000;
/** From each mark the API looks back over this many blocks for a prefix that was written before. */
const blocksLookedBack = 20;

/** About four characters make a token. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

export const promptTokensOf = (blocks: readonly TextBlock[]): number =>
  blocks.reduce((sum, block) => sum + tokensOf(block.text), 0);

export interface Prompt {
  /** Whatever else must be equal for a hit: key, model, output format. */
  readonly scope: string;
  readonly blocks: readonly TextBlock[];
  /** Shorter prefixes are not cached. Tokens. */
  readonly minimumTokens: number;
  /** When it was asked, by `clock.elapsed()`. An entry can be read once the answer that wrote it has begun. */
  readonly askedAt: number;
}

/**
 * The API's prompt cache: exact prefixes up to a mark, kept for five minutes or an hour after each use
 * (https://platform.claude.com/docs/en/build-with-claude/prompt-caching).
 */
export class PromptCache {
  private readonly entries = new BoundedMap<string, Entry>(maxEntries);

  /** @param clock for tests: nobody waits an hour */
  constructor(private readonly clock = systemClock) {}

  /**
   * Books a prompt at the moment at which its answer begins. The longest known prefix is read; what lies
   * between it and the last mark is written, as far as the last mark of an hour for an hour.
   */
  book({ scope, blocks, minimumTokens, askedAt }: Prompt): InputUsage {
    const prefixes = prefixesOf(scope, blocks);
    const total = prefixes.at(-1)?.tokens ?? 0;
    const marks = prefixes.flatMap(({ mark, tokens }, index) =>
      mark !== null && tokens >= minimumTokens ? [index] : [],
    );
    const read = Math.max(0, ...marks.map(mark => this.readFrom(prefixes, mark, askedAt)));
    const upTo = (life: Life): number =>
      Math.max(
        read,
        ...marks.map(index => (prefixes[index]?.mark === life ? (prefixes[index]?.tokens ?? 0) : 0)),
      );
    const hour = upTo('1h');
    const last = Math.max(hour, upTo('5m'));
    for (const index of marks) this.write(prefixes[index]);
    return {
      inputTokens: total - last,
      cacheWrite5mTokens: last - hour,
      cacheWrite1hTokens: hour - read,
      cacheReadTokens: read,
    };
  }

  clear(): void {
    this.entries.clear();
  }

  /** The tokens of the longest known prefix that ends at a mark or shortly before it; its time starts anew. */
  private readFrom(prefixes: readonly Prefix[], mark: number, askedAt: number): number {
    const now = this.clock.elapsed();
    for (let index = mark; index >= 0 && index > mark - blocksLookedBack; index -= 1) {
      const prefix = prefixes[index];
      const entry = prefix && this.entries.get(prefix.key);
      if (!entry || entry.expiresAt <= now || entry.availableAt > askedAt) continue;
      entry.expiresAt = now + lifeMs[entry.life];
      return prefix.tokens;
    }
    return 0;
  }

  private write(prefix: Prefix | undefined): void {
    if (prefix?.mark == null) return;
    const now = this.clock.elapsed();
    const known = this.entries.get(prefix.key);
    if (known && known.expiresAt > now) return;
    const { mark: life } = prefix;
    this.entries.set(prefix.key, { life, availableAt: now, expiresAt: now + lifeMs[life] });
  }
}

/** Each block with the hash of all that stands up to its end. */
function prefixesOf(scope: string, blocks: readonly TextBlock[]): Prefix[] {
  const hash = createHash('sha256').update(scope);
  let tokens = 0;
  return blocks.map(({ text, cache_control }) => {
    tokens += tokensOf(text);
    hash.update(`\n${text.length}:${text}`);
    const mark = cache_control ? (cache_control.ttl ?? '5m') : null;
    return { key: hash.copy().digest('base64'), tokens, mark };
  });
}
