import { parseArgs, type ParseArgsConfig } from 'node:util';
import { LeadwireError, messageOf } from '../../runtime/errors';

type ParseArgsOptionsConfig = NonNullable<ParseArgsConfig['options']>;
type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; strict: true }>
>;

/**
 * Node's own `parseArgs`, strict, with its complaint as one line of ours.
 * @throws LeadwireError `invalid_request`
 */
export function parseArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Parsed<Options> {
  const config = { args: [...args], options, allowPositionals: true, strict: true } satisfies ParseArgsConfig;
  try {
    return parseArgs(config);
  } catch (error) {
    throw notUnderstood(messageOf(error).split('\n')[0] ?? '');
  }
}

/** An argument that makes no sense: exit code 2. */
export function notUnderstood(message: string): LeadwireError {
  return new LeadwireError('invalid_request', message);
}

/**
 * The number of an option, or `fallback` where it was not given.
 * @throws LeadwireError `invalid_request` for what is no number or lies outside of the range
 */
export function numberOption(
  name: string,
  text: string | undefined,
  { fallback, from, to, whole = true }: { fallback: number; from: number; to: number; whole?: boolean },
): number {
  if (text === undefined) return fallback;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= from && value <= to && (!whole || Number.isInteger(value)))
    return value;
  throw notUnderstood(`--${name}: give a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
}

/** Refuses words that a command has no use for, rather than leave them unheard. */
export function refuseMore(words: readonly string[], most: number): void {
  const extra = words[most];
  if (extra !== undefined) throw notUnderstood(`"${extra}" is one argument too many`);
}
