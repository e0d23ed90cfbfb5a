import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, type Configuration } from '../runtime/configuration';
import { messageOf } from '../runtime/errors';
import { examineMachine, examinePython, type Finding } from '../stack/examination';
import type { Environment } from '../stack/run-command';

export interface DoctorOptions {
  readonly environment?: Environment;
  /** Prints unless given. */
  readonly report?: (line: string) => void;
}

/**
 * `leadwire doctor`: looks at what `npm start` needs without starting or installing anything.
 * Each line begins with ✓ or ✗; a ✗ is followed by what to do.
 * @returns the exit code: 1 if something stands in the way of a start
 */
export async function runDoctor(options: DoctorOptions = {}): Promise<number> {
  const environment = options.environment ?? process.env;
  const report = options.report ?? printLine;
  const findings = [examineNode(), examinePackages(), ...(await examineRest(environment))];
  for (const { ok, what, cure } of findings) {
    report(`${ok ? '✓' : '✗'} ${what}`);
    if (!ok && cure) report(`    → ${cure}`);
  }
  const failed = findings.filter(finding => !finding.ok).length;
  report(failed === 0 ? 'Everything is ready for npm start.' : `${failed} to put right before npm start.`);
  return failed === 0 ? 0 : 1;
}

async function examineRest(environment: Environment): Promise<Finding[]> {
  const python = await examinePython(environment);
  // Without pip a start still works if the servers are here: their own lines say so.
  const pythonLine = python.ok
    ? python
    : { ok: true, what: `${python.what}; needed only to install servers` };
  let configuration: Configuration;
  try {
    configuration = loadConfiguration(environment);
  } catch (error) {
    return [pythonLine, { ok: false, what: 'Configuration', cure: messageOf(error) }];
  }
  const configured = { ok: true, what: `Configuration (${inWords(configuration)})` };
  return [pythonLine, configured, ...(await examineMachine(configuration, environment))];
}

function inWords(configuration: Configuration): string {
  const { simulate, production } = configuration;
  const simulated = [simulate.ghl && 'GoHighLevel', simulate.claude && 'Claude']
    .filter(Boolean)
    .join(' and ');
  return `${production ? 'production' : 'development'}, ${simulated || 'nothing'} simulated`;
}

/** An old Node is refused by the launcher already; the line is for whoever asks which one runs. */
function examineNode(): Finding {
  return { ok: true, what: `Node ${process.versions.node}` };
}

function examinePackages(): Finding {
  // From the sources this file lies in main/, compiled in dist/main/.
  const here = [join(__dirname, '..'), join(__dirname, '..', '..')];
  return here.some(top => existsSync(join(top, 'node_modules', '@temporalio', 'worker')))
    ? { ok: true, what: 'npm packages' }
    : { ok: false, what: 'npm packages are not installed', cure: 'npm install' };
}

function printLine(line: string): void {
  console.log(line);
}
