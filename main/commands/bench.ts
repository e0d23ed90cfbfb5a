import { relative } from 'node:path';
import { writeResults } from '../../bench/result-files';
import { suites } from '../../bench/suites';
import { notUnderstood } from './arguments';
import type { Command } from './command';
import { untilStopped } from './stop-request';

export const benchCommand: Command = {
  name: 'bench',
  summary: `measures a suite (${suites.map(suite => suite.name).join(', ')}) and writes bench/results`,
  usage: suites.map(suite => suite.usage).join('\n\n'),
  async run(args, context) {
    const { name, json, rest } = readBenchArguments(args);
    const chosen = name === undefined ? suites : suites.filter(suite => suite.name === name);
    if (chosen.length === 0)
      throw notUnderstood(`there is no suite "${name}"; there is ${suites.map(one => one.name).join(', ')}`);
    let failed = false;
    for (const suite of chosen) {
      const result = await untilStopped(signal => suite.run(rest, context, signal));
      for (const line of result.lines) context.print(line);
      for (const fault of result.faults) context.printError(`FAULT: ${fault}`);
      failed ||= result.faults.length > 0;
      const paths = await writeResults(result);
      context.print(`\nWritten: ${paths.map(path => relative(process.cwd(), path)).join(', ')}`);
      if (json) context.print(JSON.stringify(result.json));
    }
    return failed ? 1 : 0;
  },
};

/** The suite's name comes first, if at all; `--json` is ours, the rest is the suite's. */
export function readBenchArguments(args: readonly string[]): {
  readonly name: string | undefined;
  readonly json: boolean;
  readonly rest: readonly string[];
} {
  const [first] = args;
  const name = first === undefined || first.startsWith('-') ? undefined : first;
  const options = name === undefined ? args : args.slice(1);
  return { name, json: options.includes('--json'), rest: options.filter(word => word !== '--json') };
}
