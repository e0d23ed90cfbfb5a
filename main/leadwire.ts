/** What `leadwire.mjs` runs once the clone is ready. */
export { commands, runCommandLine } from './commands/command-line';
