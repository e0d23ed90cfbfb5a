import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { openProcessLog } from './process-log';

/** pino's number for `warn`; what is below stays in the log file. */
const warning = 40;

const LogLine = z.object({
  level: z.number(),
  msg: z.string().optional(),
  error: z.object({ message: z.string().optional() }).optional(),
  err: z.object({ message: z.string().optional() }).optional(),
});

/**
 * Writes what a process of ours prints to its log file and passes on, in one short line each, what a
 * person should see: warnings and errors, and whatever comes on stderr without being a log line.
 */
export function followOutput(
  name: string,
  output: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  logsFolder: string,
  report: (line: string) => void,
): void {
  const log = createWriteStream('', { fd: openProcessLog(logsFolder, name) });
  log.on('error', error => report(`${name}: its log cannot be written: ${error.message}`));
  let open = 0;
  const follow = (stream: Readable | null, showPlain: boolean): void => {
    if (!stream) return;
    open++;
    const lines = createInterface({ input: stream, crlfDelay: Infinity });
    lines.on('line', line => {
      log.write(`${line}\n`);
      const shown = lineForPerson(line, showPlain);
      if (shown) report(`${name}: ${shown}`);
    });
    lines.on('close', () => {
      if (--open === 0) log.end();
    });
  };
  follow(output.stdout, false);
  follow(output.stderr, true);
}

/** What of a printed line is worth the terminal; undefined for most. */
export function lineForPerson(line: string, showPlain: boolean): string | undefined {
  const entry = parseLogLine(line);
  if (!entry) return showPlain && line.trim() ? line : undefined;
  if (entry.level < warning) return undefined;
  const reason = entry.error?.message ?? entry.err?.message;
  const text = [entry.msg, reason === entry.msg ? undefined : reason].filter(Boolean).join(': ');
  return `${entry.level > warning ? 'error' : 'warning'}: ${text}`;
}

function parseLogLine(line: string): z.infer<typeof LogLine> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return LogLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
