import { Client } from 'pg';
import { newGhlId } from '../main/commands/inbound-message';
import { readDialogues, type Dialogue } from '../main/demo/dialogues';
import { playTurn, type PlayedTurn } from '../main/demo/played-turn';
import type { BenchStack } from './bench-stack';
import { severalAtOnce } from './constant-rate';
import { textsOf } from './dialogue-wording';
import { flowViewSchema, wrongHitOf, type CacheHit, type FlowView } from './wrong-hits';

export interface DialogueTrafficOptions {
  /** How many leads write at the same time. */
  readonly leadsAtOnce: number;
  /** How many leads follow each dialogue, each in a wording of their own (`dialogue-wording.ts`). */
  readonly leadsPerDialogue: number;
  /** How many of the recorded dialogues are played; all unless given. */
  readonly dialogues?: number;
  /** Part of all ids. The same name makes the same people; one is made up unless given. */
  readonly name?: string;
  /** Told of each turn once its run has ended; the lead writes on when it is done. */
  readonly onTurn?: (turn: PlayedTurn, place: TurnPlace) => Promise<void>;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Whose turn it was. */
export interface TurnPlace {
  readonly locationId: string;
  readonly contactId: string;
  /** 0, 1, 2, … of the lead's messages. */
  readonly message: number;
  /** What the lead has been asked since. */
  readonly asked: FlowView['lastQuestion'];
}

/** What the traffic of one location came to. */
export interface DialogueTraffic {
  readonly leads: number;
  readonly messages: number;
  readonly answered: number;
  /** Runs by where the reply came from; those without one by their status. */
  readonly bySource: Record<string, number>;
  /** Replies from the cache among those from the cache or Claude. 0 to 1. */
  readonly responseHitRate: number;
  /** How many situations the messages made: equal keys, equal replies. */
  readonly distinctKeys: number;
  /** A line for each reply that was another lead's. Must be empty. */
  readonly wrongHits: readonly string[];
  readonly claudeCalls: number;
  readonly costUsd: number;
}

interface DialogueLead {
  readonly dialogue: Dialogue;
  /** 0, 1, 2, … among those who follow the same dialogue. */
  readonly number: number;
  readonly contactId: string;
}

/**
 * Plays the recorded dialogues at one location as several leads at once write them: in rounds, each
 * dialogue by its first lead, then each by its second, and so on. A lead waits for each answer.
 */
export async function playDialogueTraffic(
  stack: BenchStack,
  options: DialogueTrafficOptions,
): Promise<DialogueTraffic> {
  const { leadsAtOnce, leadsPerDialogue, dialogues, onTurn, report, signal } = options;
  const tag = options.name ?? newGhlId().slice(0, 8);
  const locationId = `bench-${tag}-dialogues`;
  const leads = leadsOf(readDialogues().slice(0, dialogues), leadsPerDialogue, tag);
  const bySource: Record<string, number> = {};
  const wrongHits: string[] = [];
  report(
    `${leads.length} leads, ${leadsAtOnce} at once, follow ${leads.length / leadsPerDialogue} dialogues …`,
  );
  await severalAtOnce(leads, leadsAtOnce, signal, async lead => {
    const lines = textsOf(lead.dialogue.leadTexts, { ...lead, locationId });
    let askedBefore: FlowView['lastQuestion'] = null;
    for (const [index, text] of lines.entries()) {
      if (signal.aborted) return;
      const turn = await playTurn(stack, { locationId, contactId: lead.contactId, text });
      const source = turn.run.status === 'answered' ? turn.run.replySource : turn.run.status;
      bySource[source] = (bySource[source] ?? 0) + 1;
      const flow = await flowOf(stack, locationId, lead.contactId);
      const leadTexts = lines.slice(0, index + 1);
      const wrong = wrongHitIn(turn, { leadTexts, flow, askedBefore });
      askedBefore = flow.lastQuestion;
      if (wrong !== null) wrongHits.push(`${lead.dialogue.id}, lead ${lead.number}: "${text}": ${wrong}`);
      const { contactId } = lead;
      await onTurn?.(turn, { locationId, contactId, message: index, asked: flow.lastQuestion });
    }
  });
  const counted = await countInDatabase(stack.databaseUrl, locationId);
  const { cache = 0, claude = 0, template = 0 } = bySource;
  return {
    leads: leads.length,
    messages: Object.values(bySource).reduce((sum, count) => sum + count, 0),
    answered: cache + claude + template,
    bySource,
    responseHitRate: cache + claude === 0 ? 0 : cache / (cache + claude),
    wrongHits,
    ...counted,
  };
}

const leadsOf = (dialogues: readonly Dialogue[], each: number, tag: string): DialogueLead[] =>
  Array.from({ length: each }, (_, number) =>
    dialogues.map((dialogue, index) => ({ dialogue, number, contactId: `bench-${tag}-${index}-${number}` })),
  ).flat();

const flowOf = ({ operations }: BenchStack, locationId: string, contactId: string): Promise<FlowView> =>
  operations.get(`/v1/qualifications/${locationId}/${contactId}`, flowViewSchema);

function wrongHitIn(
  { run, reply }: PlayedTurn,
  lead: Pick<CacheHit, 'leadTexts' | 'flow' | 'askedBefore'>,
): string | null {
  if (run.replySource !== 'cache' || reply === null) return null;
  return wrongHitOf({ ...lead, reply, language: 'en' });
}

/** What the operations API does not sum up for one location. */
async function countInDatabase(
  databaseUrl: string,
  locationId: string,
): Promise<Pick<DialogueTraffic, 'distinctKeys' | 'claudeCalls' | 'costUsd'>> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'leadwire-bench' });
  await client.connect();
  try {
    const { rows } = await client.query<{ keys: string; calls: string; cost: string }>(
      `select (select count(distinct situation_key) from runs where location_id = $1) as keys,
         (select count(*) from claude_calls where location_id = $1) as calls,
         (select coalesce(sum(cost_usd), 0) from claude_calls where location_id = $1) as cost`,
      [locationId],
    );
    const [row] = rows;
    return {
      distinctKeys: Number(row?.keys ?? 0),
      claudeCalls: Number(row?.calls ?? 0),
      costUsd: Number(row?.cost ?? 0),
    };
  } finally {
    await client.end();
  }
}
