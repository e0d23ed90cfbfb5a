#!/usr/bin/env node
/** `npx leadwire …`: gets the clone ready without a word if it is, then runs the command line. */
import { prepare } from './bootstrap.mjs';

prepare({ build: true, quiet: true });
process.setSourceMapsEnabled(true);
const { runCommandLine } = await import('../dist/main/leadwire.js');
process.exitCode = await runCommandLine(process.argv.slice(2));
