import type { CommandContext } from '../main/commands/command';

/** What a suite found, ready to be kept and shown. */
export interface SuiteResult {
  /** One JSON object; becomes `bench/results/{suite}.json`. */
  readonly json: { readonly suite: string } & Readonly<Record<string, unknown>>;
  /** For the terminal. */
  readonly lines: readonly string[];
  /** Becomes `bench/results/{suite}.md`. */
  readonly markdown: string;
  /** What must not be: lost or doubled messages. A sentence each; the command then fails. */
  readonly faults: readonly string[];
}

/** One benchmark by its name. */
export interface Suite {
  readonly name: string;
  readonly usage: string;
  /**
   * Progress goes to `context.printError`.
   * @throws LeadwireError with one line for the person
   */
  run(args: readonly string[], context: CommandContext, signal: AbortSignal): Promise<SuiteResult>;
}
