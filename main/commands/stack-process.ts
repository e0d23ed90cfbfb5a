import { runStack } from '../stack';

/** A whole stack as a child process, for the demo and the benchmarks. It ends with whoever started it. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

void runStack().then(code => process.exit(code));
