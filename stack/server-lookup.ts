import { LeadwireError, messageOf } from '../runtime/errors';
import { installWhole } from './installed-servers';
import type { Candidate, ServerKind, ServerPackage, ServerProgram } from './server-program';

/**
 * Looks for a server without installing anything: its variable, `PATH` and the usual places, then
 * what was installed before.
 * @param report is told of each program that is there but cannot be used
 * @throws LeadwireError `configuration_invalid` if the variable names no program
 */
export async function findServer(
  kind: ServerKind,
  report: (line: string) => void,
): Promise<ServerProgram | undefined> {
  const named = kind.environment[kind.variable]?.trim();
  if (named) {
    const inspection = await kind.inspect(named);
    if ('version' in inspection) return { path: named, version: inspection.version, from: kind.variable };
    if (inspection.refusal === 'not found') {
      throw new LeadwireError(
        'configuration_invalid',
        `${kind.variable}: there is no such program: ${named}`,
      );
    }
    report(`${kind.title}: ${named} (${kind.variable}) cannot be used: ${inspection.refusal}`);
  }
  for (const candidate of [...kind.candidates, ...installedBefore(kind)]) {
    const inspection = await kind.inspect(candidate.path);
    if ('version' in inspection) return { ...candidate, version: inspection.version };
    if (inspection.refusal !== 'not found') {
      report(`${kind.title}: ${candidate.path} (${candidate.from}) cannot be used: ${inspection.refusal}`);
    }
  }
  return undefined;
}

/**
 * Finds a server or installs it, saying what it does and how long it took.
 * @throws LeadwireError `server_not_found` with the exact command that would fix it
 */
export async function obtainServer(kind: ServerKind, report: (line: string) => void): Promise<ServerProgram> {
  const found = await findServer(kind, report);
  if (found) {
    report(`${kind.title} ${found.version}: ${found.path} (${found.from})`);
    return found;
  }
  const reasons: string[] = [];
  for (const source of kind.packages) {
    try {
      return await install(kind, source, report);
    } catch (error) {
      reasons.push(`${source.title}: ${messageOf(error)}`);
    }
  }
  throw await notFound(kind, reasons);
}

function installedBefore(kind: ServerKind): Candidate[] {
  return kind.packages.map(source => ({
    path: source.programIn(source.folder),
    from: 'installed before',
  }));
}

async function install(
  kind: ServerKind,
  source: ServerPackage,
  report: (line: string) => void,
): Promise<ServerProgram> {
  report(`${kind.title}: not here yet; installing ${source.title} …`);
  const began = performance.now();
  await installWhole(source.folder, source.install, async folder => {
    await versionIn(kind, source, folder);
  });
  const version = await versionIn(kind, source, source.folder);
  const tookSeconds = ((performance.now() - began) / 1000).toFixed(1);
  report(`${kind.title} ${version}: installed in ${tookSeconds} s (${source.folder})`);
  return { path: source.programIn(source.folder), version, from: 'installed now' };
}

async function versionIn(kind: ServerKind, source: ServerPackage, folder: string): Promise<string> {
  const inspection = await kind.inspect(source.programIn(folder));
  if ('refusal' in inspection) throw new Error(`it does not run here: ${inspection.refusal}`);
  return inspection.version;
}

async function notFound(kind: ServerKind, reasons: readonly string[]): Promise<LeadwireError> {
  const cure = await kind.cure();
  const why = cure.trouble ?? reasons.join('; ');
  return new LeadwireError(
    'server_not_found',
    `${kind.title} was not found and could not be installed (${why}). Run: ${cure.command}  (or name the program in ${kind.variable})`,
  );
}
