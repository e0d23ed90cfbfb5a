import { runDoctor } from '../doctor';
import { parseArguments, refuseMore } from './arguments';
import type { Command } from './command';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'looks whether this machine has what npm start needs; starts nothing',
  usage: 'npx leadwire doctor',
  run(args, { environment, print }) {
    refuseMore(parseArguments(args, {}).positionals, 0);
    return runDoctor({ environment, report: print });
  },
};
