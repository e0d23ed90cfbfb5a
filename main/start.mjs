/** `npm start`: gets the clone ready, then runs the whole stack in this terminal. */
import { prepare } from './bootstrap.mjs';

prepare({ build: true });
process.setSourceMapsEnabled(true);
const { runStack } = await import('../dist/main/stack.js');
process.exit(await runStack());
