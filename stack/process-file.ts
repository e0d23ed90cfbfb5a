import { z } from 'zod';
import { readJsonIfThere, writePrivateFile } from './private-file';
import { processIdentity } from './process-identity';

const Pids = z.record(z.string(), z.number().int().positive());
const Identities = z.record(z.string(), z.string());

/** One process that the stack started. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  /** See process-identity.ts; undefined if it ended before it could be asked. */
  readonly identity: string | undefined;
}

/**
 * `processes.json`: `{name: pid}` of every process that the stack runs at this moment. It is written
 * at each start and end of a process, whole or not at all. Beside it lies, for our own use, which
 * process each pid meant, as pids are given out again.
 */
export class ProcessFile {
  private readonly identitiesPath: string;

  constructor(private readonly path: string) {
    this.identitiesPath = path.replace(/\.json$/, '') + '.identities.json';
  }

  /** Notes that `name` now runs as `pid`. */
  record(name: string, pid: number): void {
    const identity = processIdentity(pid);
    const identities = this.identities();
    delete identities[name];
    // The identity first: an entry without one is never ended by a later start.
    this.writeIdentities({
      ...identities,
      ...(identity === undefined ? {} : { [name]: `${pid} ${identity}` }),
    });
    this.writePids({ ...this.pids(), [name]: pid });
  }

  /** Notes that `name` has ended, unless it runs under another pid by now. */
  forget(name: string, pid: number): void {
    const pids = this.pids();
    if (pids[name] !== pid) return;
    const identities = this.identities();
    delete pids[name];
    delete identities[name];
    this.writePids(pids);
    this.writeIdentities(identities);
  }

  read(): RecordedProcess[] {
    const identities = this.identities();
    return Object.entries(this.pids()).map(([name, pid]) => {
      const [recordedPid, identity] = (identities[name] ?? '').split(/ (.*)/s);
      return { name, pid, identity: recordedPid === String(pid) ? identity : undefined };
    });
  }

  private pids(): Record<string, number> {
    return Pids.safeParse(readJsonIfThere(this.path)).data ?? {};
  }

  private identities(): Record<string, string> {
    return Identities.safeParse(readJsonIfThere(this.identitiesPath)).data ?? {};
  }

  private writePids(pids: Record<string, number>): void {
    writePrivateFile(this.path, `${JSON.stringify(pids, null, 2)}\n`);
  }

  private writeIdentities(identities: Record<string, string>): void {
    writePrivateFile(this.identitiesPath, `${JSON.stringify(identities, null, 2)}\n`);
  }
}
