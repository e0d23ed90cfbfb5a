import { picoDollarsInADollar, picoDollarsOf, type MeteredTokens } from '../simulator/claude-prices';
import type { TextBlock } from '../simulator/claude-request.schema';
import { PromptCache } from '../simulator/prompt-cache';
import type { RecordedPrompt } from '../simulator/prompt-record';

/** For how long a stretch is kept; null: it is not marked. */
type Life = '5m' | '1h' | null;

/** Where the marks of the prompt cache stand. */
export interface Marking {
  readonly name: string;
  /** Behind the rules, which all locations share. */
  readonly rules: Life;
  /** Behind the location's voice. */
  readonly voice: Life;
}

/** The product's own is the last but one: `domain/prompts/reply.ts`, `rulesAndVoice`. */
export const markings: readonly Marking[] = [
  { name: 'no marks', rules: null, voice: null },
  { name: 'rules 5 min', rules: '5m', voice: null },
  { name: 'rules 1 h', rules: '1h', voice: null },
  { name: 'rules 5 min, voice 5 min', rules: '5m', voice: '5m' },
  { name: 'rules 1 h, voice 5 min', rules: '1h', voice: '5m' },
  { name: 'rules 1 h, voice 1 h', rules: '1h', voice: '1h' },
];
export const productsMarking = 'rules 1 h, voice 5 min';

/** How leads come in over a day. */
export interface Installation {
  readonly name: string;
  readonly locations: number;
  /** From the beginning of one lead's conversation to that of the next. */
  readonly secondsBetweenLeads: number;
  /** From one message of a lead to the next. */
  readonly secondsBetweenMessages: number;
}

export const installations: readonly Installation[] = [
  { name: 'busy', locations: 10, secondsBetweenLeads: 20, secondsBetweenMessages: 60 },
  { name: 'many offices', locations: 60, secondsBetweenLeads: 60, secondsBetweenMessages: 60 },
  { name: 'quiet', locations: 1, secondsBetweenLeads: 600, secondsBetweenMessages: 60 },
];

/** The calls of one lead, message by message. */
export type RecordedLead = readonly (readonly RecordedPrompt[])[];

export interface MarkingFigures {
  readonly installation: string;
  readonly marking: string;
  readonly leads: number;
  readonly messages: number;
  readonly calls: number;
  readonly tokens: MeteredTokens;
  /** Output included. */
  readonly costUsd: number;
}

const daySeconds = 24 * 60 * 60;
/** From the question to the beginning of the answer: who asks in between cannot read what it writes. */
const answerBeginsMs = 1_000;

/**
 * What a day costs by where the marks stand: recorded calls, put at the times of the installation, are
 * booked by the simulator's prompt cache and priced by its list.
 * @param recorded conversations; as many leads as the day has follow them in turn
 * @param at the day of the prices
 */
export function compareMarkings(recorded: readonly RecordedLead[], at: Date): MarkingFigures[] {
  return installations.flatMap(installation => {
    const day = dayOf(installation, recorded);
    return markings.map(marking => figuresOf(installation, marking, day, at));
  });
}

interface TimedCall {
  readonly atMs: number;
  readonly location: number;
  readonly prompt: RecordedPrompt;
}

interface Day {
  readonly leads: number;
  readonly messages: number;
  /** In the order of their time. */
  readonly calls: readonly TimedCall[];
}

function dayOf(
  { locations, secondsBetweenLeads, secondsBetweenMessages }: Installation,
  recorded: readonly RecordedLead[],
): Day {
  const leads = recorded.length === 0 ? 0 : daySeconds / secondsBetweenLeads;
  const calls: TimedCall[] = [];
  let messages = 0;
  for (let lead = 0; lead < leads; lead += 1) {
    for (const [message, prompts] of (recorded[lead % recorded.length] ?? []).entries()) {
      const atMs = 1_000 * (lead * secondsBetweenLeads + message * secondsBetweenMessages);
      messages += 1;
      for (const prompt of prompts) calls.push({ atMs, location: lead % locations, prompt });
    }
  }
  return { leads, messages, calls: calls.sort((one, other) => one.atMs - other.atMs) };
}

function figuresOf(
  installation: Installation,
  marking: Marking,
  { leads, messages, calls }: Day,
  at: Date,
): MarkingFigures {
  let nowMs = 0;
  const cache = new PromptCache({ now: () => new Date(nowMs), elapsed: () => nowMs });
  const sums = { input: 0, write5m: 0, write1h: 0, read: 0, output: 0 };
  let picoDollars = 0;
  for (const { atMs, location, prompt } of calls) {
    nowMs = atMs + answerBeginsMs;
    const blocks = markedBlocks(prompt, marking, location);
    const usage = cache.book({ ...prompt, blocks, askedAt: atMs });
    const tokens = {
      input: usage.inputTokens,
      write5m: usage.cacheWrite5mTokens,
      write1h: usage.cacheWrite1hTokens,
      read: usage.cacheReadTokens,
      output: prompt.outputTokens,
    };
    for (const kind of ['input', 'write5m', 'write1h', 'read', 'output'] as const) sums[kind] += tokens[kind];
    picoDollars += picoDollarsOf(prompt.model, tokens, { at, batched: false });
  }
  return {
    installation: installation.name,
    marking: marking.name,
    leads,
    messages,
    calls: calls.length,
    tokens: sums,
    costUsd: picoDollars / picoDollarsInADollar,
  };
}

/**
 * A text that stands for each block: as long as it was, equal where it was equal. What the product marks
 * first are the rules, what it marks after that is the voice, another one at each location.
 */
function markedBlocks({ blocks }: RecordedPrompt, { rules, voice }: Marking, location: number): TextBlock[] {
  const firstMarked = blocks.findIndex(({ mark }) => mark !== null);
  return blocks.map(({ digest, tokens, mark }, index) => {
    const isVoice = mark !== null && index > firstMarked;
    const life = mark === null ? null : isVoice ? voice : rules;
    const name = isVoice ? `${location} ${digest}` : digest;
    const text = name.repeat(Math.ceil((4 * tokens) / name.length)).slice(0, 4 * tokens);
    return {
      type: 'text',
      text,
      ...(life === null ? {} : { cache_control: { type: 'ephemeral' as const, ttl: life } }),
    };
  });
}
