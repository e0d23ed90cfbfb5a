import type { Environment } from '../../stack/run-command';

/** What a command sees of the world; tests hand in their own. */
export interface CommandContext {
  readonly environment: Environment;
  /** One line of the result, on stdout. */
  readonly print: (line: string) => void;
  /** One line of progress or trouble, on stderr. */
  readonly printError: (line: string) => void;
}

/** One command of `leadwire`. */
export interface Command {
  readonly name: string;
  /** One line for the list. */
  readonly summary: string;
  /** How it is called, with each option and its default. */
  readonly usage: string;
  /**
   * @returns the exit code
   * @throws LeadwireError with one line for the person; `invalid_request` for what was not understood
   */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}
