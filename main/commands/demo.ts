import { setTimeout as pause } from 'node:timers/promises';
import { LeadwireError } from '../../runtime/errors';
import { summaryLines } from '../demo/demo-summary';
import { readDialogues, type Dialogue } from '../demo/dialogues';
import { playTurn, turnLines, type DemoStage, type PlayedTurn } from '../demo/played-turn';
import { numberOption, parseArguments, refuseMore } from './arguments';
import type { Command, CommandContext } from './command';
import { newGhlId } from './inbound-message';
import { operationsApiAt } from './operations-api';
import { startOwnStack } from './own-stack';
import { adminTokenFor, dataFolderOf, findStack, signingKeyFor, type RunningStack } from './running-stack';
import { abortedWithin, untilStopped } from './stop-request';
import { printable } from './text-table';

/** The demo ends by then, wherever it is. */
const atMostMs = 5 * 60_000;
/** Time to read a reply before the lead writes again. */
const readingMs = 700;

const usage = `npm run demo -- [--conversations N] [--fast]

  --conversations N   how many are played, each by two leads, 1 to 12 (default: 3)
  --fast              no pauses to read

Plays against the stack that runs, or starts one for itself in a folder of its own and ends it.`;

const options = { conversations: { type: 'string' }, fast: { type: 'boolean', default: false } } as const;

export const demoCommand: Command = {
  name: 'demo',
  summary: 'plays real conversations through signed webhooks and shows replies, timings and cache hits',
  usage,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options);
    refuseMore(positionals, 0);
    const dialogues = readDialogues();
    const count = numberOption('conversations', values.conversations, {
      fallback: 3,
      from: 1,
      to: dialogues.length,
    });
    await untilStopped(stopped =>
      onStage(context, stopped, async stage => {
        const signal = abortedWithin(stopped, atMostMs);
        const pauseMs = values.fast ? 0 : readingMs;
        const turns = await playAll(stage, dialogues.slice(0, count), { context, signal, pauseMs });
        context.print('');
        for (const line of summaryLines(turns)) context.print(line);
      }),
    );
    return 0;
  },
};

/** Finds a stage, or starts one and takes it down afterwards. */
async function onStage(
  { environment, print }: CommandContext,
  signal: AbortSignal,
  play: (stage: DemoStage) => Promise<void>,
): Promise<void> {
  const running = findStack(dataFolderOf(environment));
  if (running) return play(stageOf(running, environment));
  print('No Leadwire runs here: starting one for the demo …');
  // With a key of one's own for Claude the replies are real; GHL stays simulated in any case.
  const own = await startOwnStack(environment, signal, name => name.startsWith('ANTHROPIC_'));
  try {
    await play(stageOf(own.stack, own.environment));
  } finally {
    print('\nStopping the stack of the demo …');
    await own.stop();
  }
}

function stageOf(stack: RunningStack, environment: CommandContext['environment']): DemoStage {
  if (stack.ghlUrl === null)
    throw new LeadwireError(
      'start_failed',
      'the stack that runs is connected to a real GoHighLevel; the demo plays only where GHL is simulated',
    );
  return {
    apiUrl: stack.apiUrl,
    privateKey: signingKeyFor(environment),
    operations: operationsApiAt(stack.apiUrl, adminTokenFor(environment)),
  };
}

interface Playing {
  readonly context: CommandContext;
  readonly signal: AbortSignal;
  readonly pauseMs: number;
}

/** Each conversation by one lead, then by another: the second shows what the caches had kept. */
async function playAll(
  stage: DemoStage,
  dialogues: readonly Dialogue[],
  playing: Playing,
): Promise<PlayedTurn[]> {
  const tag = newGhlId().slice(0, 6);
  const turns: PlayedTurn[] = [];
  for (const [index, dialogue] of dialogues.entries()) {
    for (const lead of ['first', 'second'] as const) {
      if (playing.signal.aborted) return turns;
      const { print } = playing.context;
      print(`\n── Conversation ${index + 1} of ${dialogues.length}, ${lead} lead ${'─'.repeat(30)}`);
      if (lead === 'first') print(`   People labelled: ${labels(dialogue)}`);
      // A location for each conversation: the limits of GHL, too, are each location's own.
      const people = {
        locationId: `demo-${tag}-${index + 1}`,
        contactId: `demo-${tag}-${index + 1}-${lead}`,
      };
      turns.push(...(await playDialogue(stage, dialogue, people, playing)));
    }
  }
  return turns;
}

const labels = ({ slots }: Dialogue): string =>
  Object.entries(slots)
    .map(([slot, value]) => `${slot.replaceAll('_', ' ')}: ${value}`)
    .join(', ');

async function playDialogue(
  stage: DemoStage,
  { leadTexts }: Dialogue,
  people: { readonly locationId: string; readonly contactId: string },
  { context, signal, pauseMs }: Playing,
): Promise<PlayedTurn[]> {
  const turns: PlayedTurn[] = [];
  for (const text of leadTexts) {
    if (signal.aborted) break;
    context.print(`  Lead      ${printable(text)}`);
    const turn = await playTurn(stage, { ...people, text });
    for (const line of turnLines(turn)) context.print(line);
    turns.push(turn);
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return turns;
}
