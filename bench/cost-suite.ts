import { availableParallelism, cpus } from 'node:os';
import { numberOption, parseArguments, refuseMore } from '../main/commands/arguments';
import { readDialogues } from '../main/demo/dialogues';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import { costFaults, costFigures, type CostConditions, type CostFigures } from './cost-figures';
import { costLines, costMarkdown } from './cost-report';
import {
  measureVariant,
  recordConversations,
  variants,
  type CostTrafficOptions,
  type MeasuredVariant,
} from './cost-variants';
import { compareMarkings, type RecordedLead } from './prompt-marks';
import type { Suite } from './suite';

const usage = `npm run bench -- cost [options]

  --dialogues N   how many dialogues of the demo are played (default: all)
  --leads N       leads that follow each dialogue, each in a wording of their own (default: 3; with 8 it takes a
                  quarter of an hour)
  --at-once N     leads that write at the same time (default: 6)
  --claude-ms N   what the simulated Claude takes for a call (default: 100)
  --json          the last line is the result as one JSON object`;

const options = {
  dialogues: { type: 'string' },
  leads: { type: 'string' },
  'at-once': { type: 'string' },
  'claude-ms': { type: 'string' },
} as const;

export type CostOptions = Pick<CostTrafficOptions, 'dialogues' | 'leads' | 'leadsAtOnce' | 'claudeMs'>;

/** @throws LeadwireError `invalid_request` */
export function readCostOptions(args: readonly string[], dialogues: number): CostOptions {
  const { values, positionals } = parseArguments(args, options);
  refuseMore(positionals, 0);
  return {
    dialogues: numberOption('dialogues', values.dialogues, { fallback: dialogues, from: 1, to: dialogues }),
    leads: numberOption('leads', values.leads, { fallback: 3, from: 1, to: 100 }),
    leadsAtOnce: numberOption('at-once', values['at-once'], { fallback: 6, from: 1, to: 50 }),
    claudeMs: numberOption('claude-ms', values['claude-ms'], {
      fallback: 100,
      from: 0,
      to: 10_000,
      whole: false,
    }),
  };
}

export const costSuite: Suite = {
  name: 'cost',
  usage,
  async run(args, { environment, printError: report }, signal) {
    const asked = readCostOptions(args, readDialogues().length);
    const figures = await measureAll(asked, { ...asked, environment, signal, report });
    return {
      json: { ...figures },
      lines: costLines(figures),
      markdown: costMarkdown(figures),
      faults: costFaults(figures),
    };
  },
};

async function measureAll(asked: CostOptions, means: CostTrafficOptions): Promise<CostFigures> {
  const measuredAt = systemClock.now();
  const measured: MeasuredVariant[] = [];
  let recorded: readonly RecordedLead[] = [];
  for (const variant of variants) {
    const result = await measureVariant(variant, means, async stack =>
      asksEachTime(variant) ? recordConversations(stack, means) : recorded,
    );
    if (means.signal.aborted)
      throw new LeadwireError('start_failed', 'stopped before the end; nothing was written');
    measured.push(result.measured);
    recorded = result.more;
  }
  return costFigures(measured, compareMarkings(recorded, measuredAt), conditionsOf(asked, measuredAt));
}

/** Every message asks Claude, with the marks heeded. */
const asksEachTime = ({ answerCaches, promptCache }: (typeof variants)[number]): boolean =>
  !answerCaches && promptCache;

const conditionsOf = (
  { dialogues, leads, leadsAtOnce, claudeMs }: CostOptions,
  measuredAt: Date,
): CostConditions => ({
  dialogues,
  leadsPerDialogue: leads,
  leadsAtOnce,
  claudeMs,
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  measuredAt: measuredAt.toISOString(),
});
