import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { createClaude, type Claude } from '../../claude/claude-client';
import { answeringStrategies, type AnsweringStrategy } from '../../claude/answering';
import { answeringBy } from '../../eval/answering';
import {
  baselineFile,
  changesSince,
  readBaseline,
  saveBaseline,
  whyIncomparable,
  type Baseline,
  type Change,
} from '../../eval/baseline';
import { evaluate, type Evaluation } from '../../eval/evaluation';
import { keepPace } from '../../eval/model-pace';
import { labelledConversations, playedConversations } from '../../eval/labelled-data';
import { loadConfiguration } from '../../runtime/configuration';
import { defaults } from '../../runtime/defaults';
import { startClaudeSimulator } from '../../simulator/claude-simulator';
import { notUnderstood, numberOption, parseArguments, refuseMore } from './arguments';
import type { Command, CommandContext } from './command';
import { comparisonLines, reportLines } from './eval-report';
import { abortedWithin, untilStopped } from './stop-request';

/** An evaluation ends by then, wherever it is. */
const atMostMs = 45 * 60_000;

const strategyNames = answeringStrategies.map(strategy => strategy.replaceAll('_', '-'));

const usage = `npx leadwire eval [--dialogues N] [--strategy S] [--only code|claude] [--pace] [--json]
                  [--baseline FILE] [--save-baseline]

  --dialogues N     how many of the labelled conversations are played (default: all)
  --strategy S      ${strategyNames.join(', ')} (default: the product's own,
                    ${defaults.claude.answering.replaceAll('_', '-')})
  --only            code: the rules that are code, without a call; claude: nothing but the calls
  --pace            the simulator takes as long as models of these sizes are assumed to, token by token
  --json            one JSON object instead of the table, with each mistake
  --baseline FILE   compare with this; exit code 1 if a figure got worse by more than its tolerance.
                    Without it eval/baseline.json is compared with if it fits, and nothing fails
  --save-baseline   keep these figures in FILE, or in eval/baseline.json

With ANTHROPIC_API_KEY set it asks the real Claude, which costs money; else a simulator that it starts
itself, and each line says so. docs/evaluation.md says how to read it.`;

const options = {
  dialogues: { type: 'string' },
  strategy: { type: 'string' },
  only: { type: 'string' },
  pace: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  baseline: { type: 'string' },
  'save-baseline': { type: 'boolean', default: false },
} as const;

/** What was asked for on the command line. */
export interface EvalOptions {
  readonly dialogues: number;
  readonly strategy: AnsweringStrategy;
  readonly claude: boolean;
  readonly code: boolean;
  /** The simulator keeps to assumed paces of models. */
  readonly pace: boolean;
  readonly json: boolean;
  /** Undefined where none is named. */
  readonly baseline: string | undefined;
  readonly saves: boolean;
}

/** @throws LeadwireError `invalid_request` */
export function readEvalOptions(args: readonly string[], most: number): EvalOptions {
  const { values, positionals } = parseArguments(args, options);
  refuseMore(positionals, 0);
  const { only } = values;
  if (only !== undefined && only !== 'code' && only !== 'claude')
    throw notUnderstood('--only: say code or claude');
  return {
    dialogues: numberOption('dialogues', values.dialogues, { fallback: most, from: 1, to: most }),
    strategy: strategyOf(values.strategy),
    claude: only !== 'code',
    code: only !== 'claude',
    pace: values.pace,
    json: values.json,
    baseline: values.baseline,
    saves: values['save-baseline'],
  };
}

function strategyOf(name: string | undefined): AnsweringStrategy {
  if (name === undefined) return defaults.claude.answering;
  const found = answeringStrategies.find(strategy => strategy.replaceAll('_', '-') === name);
  if (found) return found;
  throw notUnderstood(`--strategy: say ${strategyNames.join(', ')}`);
}

export const evalCommand: Command = {
  name: 'eval',
  summary: 'plays labelled conversations and reports how right, safe, fast and dear the answers are',
  usage,
  async run(args, context) {
    const conversations = playedConversations();
    const asked = readEvalOptions(args, conversations.length);
    // Read first: a file that is not there must not cost an evaluation.
    const baseline = baselineFor(asked);
    const evaluation = await withClaude(asked, context, (claude, signal) =>
      evaluate({
        conversations: conversations.slice(0, asked.dialogues),
        claude: claude && { strategy: asked.strategy, answering: answeringBy(asked.strategy, claude) },
        code: asked.code ? labelledConversations() : null,
        signal,
        progress: context.printError,
      }),
    );
    const changes = compared(evaluation, asked, baseline, context);
    print(evaluation, changes, asked, baseline, context);
    if (asked.saves) await save(evaluation, asked.baseline ?? baselineFile(), context);
    const isWorse = asked.baseline !== undefined && changes?.some(({ verdict }) => verdict === 'worse');
    return isWorse === true || !evaluation.conditions.complete ? 1 : 0;
  },
};

/** The one that is named, which must be there unless it is to be written now; else the one that is kept. */
function baselineFor({ baseline, saves }: EvalOptions): Baseline | null {
  const file = baseline ?? baselineFile();
  return existsSync(file) || (baseline !== undefined && !saves) ? readBaseline(file) : null;
}

/** The real Claude where there is a key, else a simulator that lives as long as the work. */
async function withClaude<T>(
  { claude, pace }: EvalOptions,
  { environment, printError }: CommandContext,
  work: (claude: Claude | null, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return untilStopped(async stopped => {
    const signal = abortedWithin(stopped, atMostMs);
    if (!claude) return work(null, signal);
    const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = environment;
    const { anthropic } = loadConfiguration({ ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL });
    const { timeoutMs } = defaults.claude;
    if (anthropic.apiKey !== undefined)
      return work(createClaude({ ...anthropic, apiKey: anthropic.apiKey, timeoutMs }), signal);
    printError('simulated: no ANTHROPIC_API_KEY is set, so a simulator answers instead of Claude');
    const simulator = await startClaudeSimulator();
    try {
      if (pace) await keepPace(simulator.url);
      return await work(createClaude({ apiKey: 'simulated', baseUrl: simulator.url, timeoutMs }), signal);
    } finally {
      await simulator.close();
    }
  });
}

/** @throws LeadwireError `invalid_request` where a comparison was asked for and makes no sense */
function compared(
  evaluation: Evaluation,
  asked: EvalOptions,
  baseline: Baseline | null,
  { printError }: CommandContext,
): Change[] | null {
  if (baseline === null) return null;
  const why = whyIncomparable(baseline, evaluation);
  if (why === null) return changesSince(baseline, evaluation);
  if (asked.baseline !== undefined && !asked.saves) throw notUnderstood(`--baseline: not comparable: ${why}`);
  printError(`not compared with the kept baseline: ${why}`);
  return null;
}

function print(
  evaluation: Evaluation,
  changes: readonly Change[] | null,
  { json, baseline: file = baselineFile() }: EvalOptions,
  baseline: Baseline | null,
  context: CommandContext,
): void {
  if (json) return context.print(JSON.stringify({ ...evaluation, changes }));
  for (const line of reportLines(evaluation)) context.print(line);
  if (changes === null || baseline === null) return;
  const from = { name: relative(process.cwd(), file), measuredAt: baseline.conditions.measuredAt };
  for (const line of comparisonLines(changes, from, evaluation.conditions.simulated)) context.print(line);
}

async function save(evaluation: Evaluation, file: string, { printError }: CommandContext): Promise<void> {
  await saveBaseline(evaluation, file);
  printError(`kept as ${relative(process.cwd(), file)}`);
}
