import {
  cachedTargetMs,
  isCheapEnough,
  isFastEnough,
  targetShare,
  type CostFigures,
  type Times,
  type VariantFigures,
} from './cost-figures';
import { installations, productsMarking } from './prompt-marks';
import { sectionLines, sectionsMarkdown, type Section } from './report-sections';

const dollars = (value: number): string => `$${value.toFixed(6)}`;
const percent = (share: number | null): string => (share === null ? '-' : `${(100 * share).toFixed(1)} %`);
const thousands = (value: number): string => value.toLocaleString('en');

function sectionsOf(figures: CostFigures): Section[] {
  return [
    costSection(figures),
    tokenSection(figures),
    priceSection(figures),
    taskSection(figures),
    timeSection(figures),
    ...(figures.markings.length === 0 ? [] : [markingSection(figures)]),
  ];
}

function costSection({ variants }: CostFigures): Section {
  const all = variants.at(-1);
  return {
    title: 'cost',
    notes: [
      'Replies by source: `template` is a rule, without Claude. Dollars by the ledger (`GET /v1/costs`) and by the ' +
        "simulator's meter, which has prices and arithmetic of its own; both must agree to six decimals.",
      ...(all
        ? [
            `Target: all at most ${100 * targetShare} % of none; measured ${percent(all.shareOfFirst)}: ` +
              `${isCheapEnough(all) ? 'met' : 'missed'}.`,
          ]
        : []),
    ],
    table: {
      headings: [
        ...['', 'messages', 'cache', 'claude', 'template', 'other', 'keys', 'calls'],
        ...['ledger', 'meter', 'per 1,000 messages', 'of none'],
      ],
      rows: variants.map(variant => [
        variant.name,
        String(variant.messages),
        ...sourceCells(variant),
        String(variant.distinctKeys),
        String(variant.total.calls),
        dollars(variant.ledgerUsd),
        dollars(variant.meterUsd),
        `$${variant.costPerThousandMessagesUsd.toFixed(4)}`,
        percent(variant.shareOfFirst),
      ]),
    },
  };
}

function sourceCells({ bySource, messages }: VariantFigures): string[] {
  const counts = ['cache', 'claude', 'template'].map(source => bySource[source] ?? 0);
  const other = messages - counts.reduce((sum, count) => sum + count, 0);
  return [...counts, other].map(String);
}

const tokenSection = ({ variants }: CostFigures): Section => ({
  title: 'tokens by model',
  notes: [
    'As metered. `input` was neither read from nor written to the prompt cache. Tokens times the prices below are the dollars.',
  ],
  table: {
    headings: ['', 'model', 'calls', 'input', 'write 5 min', 'write 1 h', 'read', 'output', 'dollars'],
    rows: variants.flatMap(({ name, models }) =>
      Object.entries(models)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([model, tokens], index) => [
          index === 0 ? name : '',
          model,
          ...[
            ...[tokens.calls, tokens.inputTokens, tokens.cacheWrite5mTokens, tokens.cacheWrite1hTokens],
            ...[tokens.cacheReadTokens, tokens.outputTokens],
          ].map(thousands),
          dollars(tokens.costUsd),
        ]),
    ),
  },
});

const priceSection = ({ prices: { from, prices } }: CostFigures): Section => ({
  title: 'prices',
  notes: [`US dollars for a million tokens, list of ${from}.`],
  table: {
    headings: ['model', 'input', 'write 5 min', 'write 1 h', 'read', 'output'],
    rows: prices.map(({ model, input, write5m, write1h, read, output }) => [
      model,
      ...[input, write5m, write1h, read, output].map(String),
    ]),
  },
});

const taskSection = ({ variants }: CostFigures): Section => ({
  title: 'calls by task',
  notes: [
    '`hits` came from a cache instead; a reply from the cache saves its analyses, too. `saved` is what they had cost.',
  ],
  table: {
    headings: ['', 'task', 'calls', 'dollars', 'hits', 'saved'],
    rows: variants.flatMap(({ name, tasks }) =>
      tasks.map(({ task, calls, costUsd, hits, savedUsd }, index) => [
        ...[index === 0 ? name : '', task, String(calls), dollars(costUsd), String(hits), dollars(savedUsd)],
      ]),
    ),
  },
});

function timeSection({ variants }: CostFigures): Section {
  const all = variants.at(-1);
  const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
  const pair = ({ p50, p95 }: Times): string[] => [p50, p95].map(ms);
  const average = all ? ms(all.times.cachedLookUp.average) : '-';
  return {
    title: 'times (milliseconds)',
    notes: [
      '`reply`: from the webhook until a caller who waits has the reply. `run`: of the whole run, sending included. ' +
        '`look-up`: of replies that the cache had, from the look-up until the reply was at hand (`response_lookup` of the ' +
        'run; nothing is done between the two), averaged. `opening`: of the same replies, from the beginning of the run ' +
        'until then, with all that is read before the look-up, averaged too. `advice`: of the agent who looks at the conversation ' +
        'after each answer, from the POST to the answer.',
      ...(all
        ? [
            `Target: a cached reply within ${cachedTargetMs} ms on average from look-up to reply ready; measured ` +
              `${average} ms: ${isFastEnough(all) ? 'met' : 'missed'}.`,
          ]
        : []),
    ],
    table: {
      headings: [
        ...[
          '',
          'reply p50',
          'p95',
          'run p50',
          'p95',
          'cached',
          'look-up average',
          'p95',
          'opening average',
          'p95',
        ],
        ...['advice p50', 'p95', 'cached advice', 'p50', 'p95'],
      ],
      rows: variants.map(({ name, times }) => [
        name,
        ...pair(times.reply),
        ...pair(times.run),
        String(times.cachedLookUp.count),
        ...[times.cachedLookUp.average, times.cachedLookUp.p95].map(ms),
        ...[times.cachedOpening.average, times.cachedOpening.p95].map(ms),
        ...pair(times.advice),
        String(times.cachedAdvice.count),
        ...pair(times.cachedAdvice),
      ]),
    },
  };
}

function markingSection({ markings }: CostFigures): Section {
  const models = installations.map(
    ({ name, locations, secondsBetweenLeads, secondsBetweenMessages }) =>
      `${name}: ${locations} location${locations === 1 ? '' : 's'}, a lead every ${secondsBetweenLeads} s, ` +
      `a message of each every ${secondsBetweenMessages} s`,
  );
  const withoutMarks = (installation: string): number =>
    markings.find(one => one.installation === installation)?.costUsd ?? 0;
  return {
    title: 'where the marks of the prompt cache stand',
    notes: [
      'Reckoned, not played: the calls of one lead in each dialogue, recorded without answer caches and without coaching, ' +
        "are put at the times of a day and booked by the simulator's own prompt cache, which knows minimum lengths and " +
        'five minutes from an hour. Output is in the dollars.',
      `${models.join('; ')}. What the product does: ${productsMarking}.`,
    ],
    table: {
      headings: [
        ...['', 'marks', 'messages', 'input', 'write 5 min', 'write 1 h', 'read'],
        ...['dollars', 'per 1,000 messages', 'of no marks'],
      ],
      rows: markings.map(({ installation, marking, messages, tokens, costUsd }, index) => [
        markings[index - 1]?.installation === installation ? '' : installation,
        marking,
        ...[messages, tokens.input, tokens.write5m, tokens.write1h, tokens.read].map(thousands),
        `$${costUsd.toFixed(4)}`,
        messages === 0 ? '-' : `$${((1_000 * costUsd) / messages).toFixed(4)}`,
        withoutMarks(installation) === 0 ? '-' : percent(costUsd / withoutMarks(installation)),
      ]),
    },
  };
}

/** The declared model of the traffic. */
function modelOf({ conditions: c, variants }: CostFigures): string {
  const [first] = variants;
  const recurrence =
    first && first.distinctKeys > 0
      ? `${first.distinctKeys} situations, each met ${(first.messages / first.distinctKeys).toFixed(1)} times`
      : 'no situation';
  return (
    `One day of one location: ${c.dialogues} dialogues, each by ${c.leadsPerDialogue} leads in a wording of their own ` +
    `(${first?.leads ?? 0} leads), ${c.leadsAtOnce} at once; ${first?.messages ?? 0} messages, ${recurrence}; the agent looks ` +
    `once after each. Played without the pauses of a day. The same people, texts and models in each variant; a call to the ` +
    `simulated Claude takes ${c.claudeMs} ms, so times say what is saved beside it, not what it takes`
  );
}

const machineOf = ({ conditions: c }: CostFigures): string =>
  `${c.cores} cores (${c.cpu}), Node ${c.node}, ${c.platform}`;

/** For the terminal. */
export const costLines = (figures: CostFigures): string[] => [
  machineOf(figures),
  modelOf(figures),
  ...sectionLines(sectionsOf(figures)),
];

export const costMarkdown = (figures: CostFigures): string => `# Cost benchmark

\`npm run bench -- cost\`, ${figures.conditions.measuredAt.slice(0, 10)}: ${machineOf(figures)}.
Each variant has servers, simulators and a prompt cache of its own, all on these cores.

${modelOf(figures)}.

${sectionsMarkdown(sectionsOf(figures))}
`;
