import type { Logger } from '../runtime/logger';
import { messageOf } from '../runtime/errors';

/** How long a drain may take before the process ends anyway. */
const drainAtMostMs = 30_000;

/** Tells the process that started us that we are ready, if there is one. */
export function announceReady(details: Readonly<Record<string, unknown>> = {}): void {
  process.send?.({ ready: true, ...details });
}

/**
 * Calls `drain` once: on SIGTERM, on SIGINT, or when the stack that started us is gone. The process
 * ends when it is done, or after half a minute.
 */
export function onShutdown(logger: Logger, drain: () => Promise<void>): void {
  let begun = false;
  const shutDown = (reason: string): void => {
    if (begun) return;
    begun = true;
    logger.info({ reason }, 'draining');
    setTimeout(() => process.exit(1), drainAtMostMs).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => shutDown('SIGTERM'));
  process.once('SIGINT', () => shutDown('SIGINT'));
  // A second Ctrl-C of the terminal's whole group must not cut the drain short.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => shutDown('the stack is gone'));
}

/** Runs an entry point; what it cannot start for is one line and exit code 1. */
export function runMain(logger: Logger, main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    logger.fatal({ error }, messageOf(error));
    process.exit(1);
  });
}
