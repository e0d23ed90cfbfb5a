import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from '../runtime/logger';

/** Sends what Temporal's SDK has to say through our one logger. Call once, before any connection. */
export function installTelemetry(logger: Logger): void {
  const levels: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
    TRACE: 'trace',
    DEBUG: 'debug',
    // What the SDK tells at every start and stop of a workflow is noise at our own `info`.
    INFO: 'debug',
    WARN: 'warn',
    ERROR: 'error',
  };
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      // Workers for activities alone are meant to be so.
      if (message.startsWith('No workflows registered')) return;
      // Errors of activities carry what failed in their message and cause; only their kind is logged.
      const { error, ...rest } = meta ?? {};
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : undefined;
      logger[levels[level]](
        { sdk: 'temporal', ...rest, ...(reason === undefined ? {} : { reason }) },
        message,
      );
    }),
    // Shutdown is ours: the entry points in main/ listen for signals and drain in order.
    shutdownSignals: [],
  });
}
