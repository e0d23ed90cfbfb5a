import { availableParallelism, cpus } from 'node:os';
import { numberOption, parseArguments, refuseMore } from '../main/commands/arguments';
import { checkedUrl } from '../main/commands/running-stack';
import { readDialogues } from '../main/demo/dialogues';
import { systemClock } from '../runtime/clock';
import { openBenchStack } from './bench-stack';
import {
  coachingFaults,
  coachingFigures,
  coachingLines,
  coachingMarkdown,
  type CoachingConditions,
} from './coaching-report';
import { playCoachedTraffic } from './coaching-traffic';
import type { Suite } from './suite';

const usage = `npm run bench -- coaching [options]

  --conversations N   how many dialogues of the demo are played (default: all)
  --leads N           how many leads have each, one after the other, each in a wording of their own (default: 8)
  --looks N           how often the agent looks at a conversation after each answer (default: 3)
  --at-once N         dialogues side by side (default: 2)
  --claude-ms N       what the simulated Claude takes for a call (default: 100)
  --url URL           measures the stack that runs there (the one of LEADWIRE_DATA_DIR) instead of one of its own;
                      the latency is then changed only if it is given
  --json              the last line is the result as one JSON object`;

const options = {
  conversations: { type: 'string' },
  leads: { type: 'string' },
  looks: { type: 'string' },
  'at-once': { type: 'string' },
  'claude-ms': { type: 'string' },
  url: { type: 'string' },
} as const;

export interface CoachingOptions {
  readonly conversations: number;
  readonly leads: number;
  readonly looks: number;
  readonly atOnce: number;
  readonly claudeMs: number | null;
  readonly url: string | undefined;
}

/** @throws LeadwireError `invalid_request` */
export function readCoachingOptions(args: readonly string[], dialogues: number): CoachingOptions {
  const { values, positionals } = parseArguments(args, options);
  refuseMore(positionals, 0);
  const { url } = values;
  const claude = values['claude-ms'];
  return {
    conversations: numberOption('conversations', values.conversations, {
      fallback: dialogues,
      from: 1,
      to: dialogues,
    }),
    leads: numberOption('leads', values.leads, { fallback: 8, from: 1, to: 100 }),
    looks: numberOption('looks', values.looks, { fallback: 3, from: 1, to: 100 }),
    atOnce: numberOption('at-once', values['at-once'], { fallback: 2, from: 1, to: 12 }),
    claudeMs:
      url !== undefined && claude === undefined
        ? null
        : numberOption('claude-ms', claude, { fallback: 100, from: 0, to: 10_000, whole: false }),
    url: url === undefined ? undefined : checkedUrl('--url', url),
  };
}

export const coachingSuite: Suite = {
  name: 'coaching',
  usage,
  async run(args, { environment, printError }, signal) {
    const all = readDialogues();
    const asked = readCoachingOptions(args, all.length);
    const stack = await openBenchStack({ ...asked, ghlMs: null, environment, signal, report: printError });
    try {
      const model = { ...asked, dialogues: all.slice(0, asked.conversations) };
      const traffic = await playCoachedTraffic(stack, model, { signal, report: printError });
      const figures = coachingFigures(traffic.asks, conditionsOf(asked, traffic.messages));
      return {
        json: { ...figures },
        lines: coachingLines(figures),
        markdown: coachingMarkdown(figures),
        faults: [...new Set(traffic.failures), ...coachingFaults(figures)],
      };
    } finally {
      await stack.close();
    }
  },
};

const conditionsOf = (
  { conversations, leads, looks, atOnce, claudeMs }: CoachingOptions,
  messages: number,
): CoachingConditions => ({
  dialogues: conversations,
  leads,
  looks,
  atOnce,
  messages,
  claudeMs,
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  measuredAt: systemClock.now().toISOString(),
});
