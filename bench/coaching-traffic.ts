import { z } from 'zod';
import { coachingAdviceSchema } from '../domain/coaching.schema';
import { newGhlId } from '../main/commands/inbound-message';
import type { Dialogue } from '../main/demo/dialogues';
import { playTurn } from '../main/demo/played-turn';
import { systemClock } from '../runtime/clock';
import { LeadwireError, messageOf } from '../runtime/errors';
import type { BenchStack } from './bench-stack';
import { textsOf } from './dialogue-wording';

/** One question of an agent, as it was answered. */
export interface Ask {
  /** Of the agent at the conversation as it stands: the first look, or another one. */
  readonly look: 'first' | 'again';
  /** Whether the lead is the first who has this dialogue, or a later one who words it otherwise. */
  readonly lead: 'first' | 'later';
  /**
   * `database`: booked for this conversation before, for it may be told in no other; `bypassed`: written
   * anew by order, as without a cache.
   */
  readonly source: 'memory' | 'redis' | 'database' | 'claude' | 'bypassed';
  readonly ms: number;
  readonly costUsd: number;
}

export interface TrafficModel {
  readonly dialogues: readonly Dialogue[];
  /** How many leads have each dialogue, one after the other, each in a wording of their own. */
  readonly leads: number;
  /** How often the agent looks at the conversation after each answer of the office. */
  readonly looks: number;
  /** How many dialogues go on side by side. */
  readonly atOnce: number;
}

export interface CoachingTraffic {
  readonly asks: readonly Ask[];
  readonly messages: number;
  /** Answers other than 200, a sentence each. */
  readonly failures: readonly string[];
}

/** What the connection broke with, where it did. */
const causeOf = ({ cause }: LeadwireError): string =>
  cause instanceof Error ? `(${messageOf(cause.cause ?? cause)})` : '';

const answer = z.object({
  advice: coachingAdviceSchema,
  source: z.enum(['cache', 'claude']),
  tier: z.enum(['memory', 'redis', 'database']).nullable(),
  costUsd: z.number(),
});

/**
 * Plays the dialogues through signed webhooks, each by several leads, and has the agent ask for advice
 * after every answer of the office. The first lead's last look at each state is asked once more past
 * the cache, for comparison; that is not part of the traffic.
 */
export async function playCoachedTraffic(
  stack: BenchStack,
  { dialogues, leads, looks, atOnce }: TrafficModel,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (line: string) => void },
): Promise<CoachingTraffic> {
  const tag = newGhlId().slice(0, 6);
  const asks: Ask[] = [];
  const failures: string[] = [];
  let messages = 0;
  let played = 0;

  async function ask(
    people: { readonly locationId: string; readonly contactId: string },
    kind: Pick<Ask, 'look' | 'lead'> & { readonly fresh: boolean },
  ): Promise<void> {
    const { fresh, ...described } = kind;
    const startedAt = systemClock.elapsed();
    try {
      const { source, tier, costUsd } = await stack.operations.post(
        '/v1/coaching',
        { ...people, fresh },
        answer,
      );
      const ms = systemClock.elapsed() - startedAt;
      asks.push({
        ...described,
        source: fresh ? 'bypassed' : ((tier ?? source) as Ask['source']),
        ms,
        costUsd,
      });
    } catch (error) {
      if (!(error instanceof LeadwireError)) throw error;
      failures.push(`an advice was not given: ${error.code}, ${error.message} ${causeOf(error)}`.trim());
    }
  }

  async function playLead(dialogue: Dialogue, index: number, n: number): Promise<void> {
    const people = { locationId: `coached-${tag}-${index}`, contactId: `coached-${tag}-${index}-${n}` };
    const lead = n === 0 ? 'first' : 'later';
    for (const text of textsOf(dialogue.leadTexts, { ...people, number: n })) {
      if (signal.aborted)
        throw new LeadwireError('start_failed', 'stopped before the end; nothing was written');
      await playTurn(stack, { ...people, text });
      messages += 1;
      for (let look = 0; look < looks; look += 1)
        await ask(people, { look: look === 0 ? 'first' : 'again', lead, fresh: false });
      if (n === 0) await ask(people, { look: 'again', lead, fresh: true });
    }
  }

  const left = dialogues.entries();
  const workOff = async (): Promise<void> => {
    for (const [index, dialogue] of left) {
      for (let n = 0; n < leads; n += 1) await playLead(dialogue, index, n);
      played += 1;
      report(`${played} of ${dialogues.length} dialogues, ${asks.length} questions …`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, workOff));
  return { asks, messages, failures };
}
