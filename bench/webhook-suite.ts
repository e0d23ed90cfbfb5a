import { availableParallelism, cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { numberOption, parseArguments, refuseMore } from '../main/commands/arguments';
import { checkedUrl } from '../main/commands/running-stack';
import { abortedWithin } from '../main/commands/stop-request';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import { coldMessages, newBenchNames, warmMessages, type BenchMessage } from './bench-messages';
import { openBenchStack, type BenchStack } from './bench-stack';
import { measureFloor } from './floor';
import { measurePhase } from './phase';
import { warmCaches } from './pre-warming';
import { replySourcesOf, untilNothingRuns } from './run-questions';
import { watchSends, type SendWatch } from './send-watch';
import { openSequentialPipeline } from './sequential-pipeline';
import type { Suite } from './suite';
import {
  webhookLines,
  webhookMarkdown,
  type WebhookConditions,
  type WebhookFigures,
  type WebhookPhase,
} from './webhook-report';
import { openWebhookSender, type WebhookSender } from './webhook-sender';

const usage = `npm run bench -- webhook [options]

  --rate N        webhooks a second (default: 5)
  --seconds N     length of each phase (default: 20)
  --locations N   locations they are spread over (default: 50)
  --claude-ms N   what the simulated Claude takes for a call (default: 100)
  --ghl-ms N      what the simulated GHL takes for a call (default: 20)
  --url URL       measures the stack that runs there (the one of LEADWIRE_DATA_DIR) instead of one of its own;
                  the latencies are then changed only if they are given
  --json          the last line is the result as one JSON object`;

const options = {
  rate: { type: 'string' },
  seconds: { type: 'string' },
  locations: { type: 'string' },
  'claude-ms': { type: 'string' },
  'ghl-ms': { type: 'string' },
  url: { type: 'string' },
} as const;

export interface WebhookOptions {
  readonly rate: number;
  readonly seconds: number;
  readonly locations: number;
  readonly claudeMs: number | null;
  readonly ghlMs: number | null;
  readonly url: string | undefined;
}

/** More than this, and it would measure the machine's patience. */
const mostMessagesInPhase = 20_000;

/** @throws LeadwireError `invalid_request` */
export function readWebhookOptions(args: readonly string[]): WebhookOptions {
  const { values, positionals } = parseArguments(args, options);
  refuseMore(positionals, 0);
  const rate = numberOption('rate', values.rate, { fallback: 5, from: 0.1, to: 200, whole: false });
  const most = Math.max(1, Math.floor(Math.min(600, mostMessagesInPhase / rate)));
  const { url } = values;
  const latency = (name: 'claude-ms' | 'ghl-ms', fallback: number): number | null =>
    url !== undefined && values[name] === undefined
      ? null
      : numberOption(name, values[name], { fallback, from: 0, to: 10_000, whole: false });
  return {
    rate,
    seconds: numberOption('seconds', values.seconds, { fallback: 20, from: 1, to: most }),
    locations: numberOption('locations', values.locations, { fallback: 50, from: 1, to: 1_000 }),
    claudeMs: latency('claude-ms', 100),
    ghlMs: latency('ghl-ms', 20),
    url: url === undefined ? undefined : checkedUrl('--url', url),
  };
}

/** What a phase left to do in the background may take so long to come to its end. */
const quietAtMostMs = 60_000;
/** The children of the last runs, which nobody can wait for. */
const restMs = 2_000;

export const webhookSuite: Suite = {
  name: 'webhook',
  usage,
  async run(args, { environment, printError }, signal) {
    const asked = readWebhookOptions(args);
    const stack = await openBenchStack({ ...asked, environment, signal, report: printError });
    try {
      const figures = await measureAll(asked, stack, signal, printError);
      return {
        json: { ...figures },
        lines: webhookLines(figures),
        markdown: webhookMarkdown(figures),
        faults: faultsOf(figures),
      };
    } finally {
      await stack.close();
    }
  },
};

async function measureAll(
  asked: WebhookOptions,
  stack: BenchStack,
  signal: AbortSignal,
  report: (line: string) => void,
): Promise<WebhookFigures> {
  const { rate: perSecond, locations } = asked;
  const count = Math.max(1, Math.round(perSecond * asked.seconds));
  const names = newBenchNames(locations);
  const sends = await watchSends(stack.ghlUrl);
  const sender = openWebhookSender(stack.apiUrl, stack.privateKey);
  const webhooks = (messages: readonly BenchMessage[]): Promise<WebhookPhase> =>
    measureWebhooks(messages, { perSecond, stack, sends, sender, signal });
  try {
    const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      refuseHalf(signal);
      report(what);
      await untilNothingRuns(stack.operations, abortedWithin(signal, quietAtMostMs));
      await pause(restMs);
      return work();
    };
    await step('warming the caches …', () => warmCaches({ names, locations, sends, sender, signal }));
    const cold = await step(`cold: ${count} webhooks …`, () => webhooks(coldMessages(names, 'cold', count)));
    const warm = await step(`warm: ${count} webhooks …`, () =>
      webhooks(warmMessages(names, 'warm', count, locations)),
    );
    const sequential = await step(`sequential: ${count} messages …`, () =>
      measureSequential(coldMessages(names, 'sequential', count), { perSecond, stack, sends, signal }),
    );
    const floor = await step(`floor: ${count} empty workflows …`, () =>
      measureFloor({ ...stack, perSecond, count, signal }),
    );
    refuseHalf(signal);
    return { suite: 'webhook', conditions: conditionsOf(asked), cold, warm, floor, sequential };
  } finally {
    sender.close();
    sends.close();
  }
}

/** Half a measurement is none. */
function refuseHalf(signal: AbortSignal): void {
  if (signal.aborted) throw new LeadwireError('start_failed', 'stopped before the end; nothing was written');
}

interface Means {
  readonly perSecond: number;
  readonly stack: BenchStack;
  readonly sends: SendWatch;
  readonly signal: AbortSignal;
}

async function measureWebhooks(
  messages: readonly BenchMessage[],
  { stack, sender, ...how }: Means & { readonly sender: WebhookSender },
): Promise<WebhookPhase> {
  const from = systemClock.now();
  const result = await measurePhase({
    ...how,
    messages,
    deliver: async rawBody => (await sender.post(rawBody)) === 200,
  });
  return { ...result, sources: await replySourcesOf(stack.operations, messages, from) };
}

async function measureSequential(
  messages: readonly BenchMessage[],
  { stack, ...how }: Means,
): Promise<WebhookFigures['sequential']> {
  const pipeline = openSequentialPipeline(stack);
  const deliver = (rawBody: Buffer): Promise<boolean> =>
    pipeline.answer(rawBody).then(
      () => true,
      () => false,
    );
  try {
    // Connections are opened and code is compiled before anything is measured, as for the others.
    const first = coldMessages(newBenchNames(1), 'sequential-warm-up', 1);
    await measurePhase({ ...how, messages: first, perSecond: 1, deliver });
    const { reply, sent, answered, refused, missing, duplicates, generatorLagMs } = await measurePhase({
      ...how,
      messages,
      deliver,
    });
    return { reply, sent, answered, refused, missing, duplicates, generatorLagMs };
  } finally {
    await pipeline.close();
  }
}

const conditionsOf = ({ url, ...asked }: WebhookOptions): WebhookConditions => ({
  ...asked,
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  stack: url === undefined ? 'own' : 'running',
  measuredAt: systemClock.now().toISOString(),
});

/** Exactly one send for each message, or the benchmark has found a fault of the product. */
export function faultsOf(figures: Pick<WebhookFigures, 'cold' | 'warm'>): string[] {
  return (['cold', 'warm'] as const).flatMap(name => {
    const { missing, duplicates, refused } = figures[name];
    return [
      ...(missing > 0 ? [`${name}: ${missing} acknowledged messages got no reply`] : []),
      ...(duplicates > 0 ? [`${name}: ${duplicates} messages got more than one reply`] : []),
      ...(refused > 0 ? [`${name}: ${refused} webhooks were not taken`] : []),
    ];
  });
}
