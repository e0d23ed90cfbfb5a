import type { Change } from '../../eval/baseline';
import type { Evaluation } from '../../eval/evaluation';
import type { Metric, Unit } from '../../eval/metric';
import { textTable } from './text-table';

/** A figure in its unit. */
export function figureText(value: number | null, unit: Unit): string {
  if (value === null) return '-';
  switch (unit) {
    case 'share':
      return `${(100 * value).toFixed(1)} %`;
    case 'usd':
      return `$${value.toFixed(6)}`;
    case 'ms':
      return `${Math.round(value)} ms`;
    case 'count':
      return Number.isInteger(value) ? String(value) : value.toFixed(2);
  }
}

/** Precision and recall of one thing in one row. */
const isPrecision = ({ name }: Metric): boolean => name.endsWith('.precision');
const isRecall = ({ name }: Metric): boolean => name.endsWith('.recall');

function foundRows(metrics: readonly Metric[]): string[][] {
  const recalls = new Map(metrics.filter(isRecall).map(metric => [metric.name, metric]));
  return metrics.filter(isPrecision).map(precision => {
    const name = precision.name.replace(/\.precision$/, '');
    const recall = recalls.get(`${name}.recall`);
    return [
      name,
      figureText(precision.value, precision.unit),
      figureText(recall?.value ?? null, 'share'),
      String(recall?.of ?? 0),
    ];
  });
}

/** `claude: semantic claude-haiku-5-5, reply claude-sonnet-5-5`. */
const listed = (byTask: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(byTask)
    .map(([task, names]) => `${task} ${names.join(' + ')}`)
    .join(', ') || 'none';

/**
 * The report for people. Where Claude was simulated every line says so: a line that is copied out of it
 * must not pass for a figure of the model.
 */
export function reportLines({ conditions, metrics, mistakes }: Evaluation): string[] {
  const { simulated, strategy, complete } = conditions;
  const rest = metrics.filter(metric => !isPrecision(metric) && !isRecall(metric));
  const found = foundRows(metrics);
  const lines = [
    `Evaluation of ${conditions.measuredAt}, ${conditions.seconds} s`,
    ...(simulated === null
      ? ['Claude        was not asked: rules that are code only']
      : [
          `Claude        ${simulated ? 'simulated: these figures say nothing of the model' : 'the real API'}`,
          `Strategy      ${strategy ?? 'none'}`,
          `Models        ${listed(conditions.models)}`,
          `Prompts       ${listed(conditions.promptVersions)}`,
        ]),
    `Guard         ${conditions.guardVersion}`,
    `Played        ${conditions.conversations} conversations, ${conditions.messages} messages${complete ? '' : '; STOPPED before the end'}`,
    '',
    ...textTable(['found and missed', 'precision', 'recall', 'to be found'], found),
    '',
    ...textTable(
      ['figure', 'value', 'of', 'better'],
      rest.map(({ name, value, of, unit, better }) => [name, figureText(value, unit), String(of), better]),
    ),
    '',
    `${mistakes.length} mistakes, one by one in --json. Figures that begin with "code" are real in any case.`,
  ];
  return marked(lines, simulated);
}

/** What a change did, figure by figure, the worse ones first. */
export function comparisonLines(
  changes: readonly Change[],
  baseline: { readonly measuredAt: string; readonly name: string },
  simulated: boolean | null,
): string[] {
  const order = ['worse', 'better', 'same'];
  const changed = changes
    .filter(({ before, after }) => before !== after)
    .sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  const rows = changed.map(({ name, unit, before, after, verdict }) => [
    name,
    figureText(before, unit),
    figureText(after, unit),
    difference(before, after, unit),
    verdict === 'same' ? 'within tolerance' : verdict,
  ]);
  const heading = `Against ${baseline.name} of ${baseline.measuredAt}: ${changes.length - changed.length} of ${changes.length} figures unchanged`;
  const lines = rows.length === 0 ? [] : textTable(['figure', 'before', 'after', 'difference', ''], rows);
  return marked(['', heading, ...lines], simulated);
}

function difference(before: number, after: number, unit: Unit): string {
  const by = after - before;
  const sign = by < 0 ? '-' : '+';
  const size = figureText(Math.abs(by), unit);
  return unit === 'share' ? `${sign}${size.replace(' %', ' points')}` : `${sign}${size}`;
}

const marked = (lines: readonly string[], simulated: boolean | null): string[] =>
  simulated === true ? lines.map(line => `simulated | ${line}`.trimEnd()) : [...lines];
