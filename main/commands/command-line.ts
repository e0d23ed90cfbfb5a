import { LeadwireError, messageOf } from '../../runtime/errors';
import { benchCommand } from './bench';
import { cacheCommand } from './cache';
import type { Command, CommandContext } from './command';
import { costsCommand } from './costs';
import { demoCommand } from './demo';
import { doctorCommand } from './doctor';
import { evalCommand } from './eval';
import { runsCommand } from './runs';
import { schedulesCommand } from './schedules';
import { sendCommand } from './send';
import { tenantsCommand } from './tenants';
import { warmCommand } from './warm';

/** Every command, in the order that `leadwire help` lists them. */
export const commands: readonly Command[] = [
  doctorCommand,
  sendCommand,
  runsCommand,
  tenantsCommand,
  schedulesCommand,
  warmCommand,
  cacheCommand,
  costsCommand,
  demoCommand,
  benchCommand,
  evalCommand,
];

const processContext: CommandContext = {
  environment: process.env,
  print: line => console.log(line),
  printError: line => console.error(line),
};

/**
 * Runs one command line, without the names of Node and script.
 * @returns the exit code: 0 done, 1 failed (one line on stderr says why), 2 not understood
 */
export async function runCommandLine(
  argv: readonly string[],
  context: CommandContext = processContext,
): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (isCallForHelp(name)) return printHelp(rest[0], context);
  const command = commands.find(one => one.name === name);
  if (!command) {
    context.printError(`leadwire: there is no command "${name}"; leadwire help lists them`);
    return 2;
  }
  if (asksForHelp(rest)) return printHelp(name, context);
  try {
    return await command.run(rest, context);
  } catch (error) {
    context.printError(`leadwire ${name}: ${messageOf(error)}`);
    return error instanceof LeadwireError && error.code === 'invalid_request' ? 2 : 1;
  }
}

const isCallForHelp = (word: string): boolean => ['help', '--help', '-h'].includes(word);

/** What stands behind `--` is the lead's text, never an option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? undefined : end).some(word => word === '--help' || word === '-h');
}

function printHelp(name: string | undefined, { print, printError }: CommandContext): number {
  if (name === undefined) {
    const width = Math.max(...commands.map(one => one.name.length));
    print('Usage: npx leadwire COMMAND …\n');
    for (const one of commands) print(`  ${one.name.padEnd(width)}  ${one.summary}`);
    print('\nnpx leadwire help COMMAND says more about one of them.');
    return 0;
  }
  const command = commands.find(one => one.name === name);
  if (!command) {
    printError(`leadwire: there is no command "${name}"; leadwire help lists them`);
    return 2;
  }
  print(`${command.summary}\n\n${command.usage}`);
  return 0;
}
