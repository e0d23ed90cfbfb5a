import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/**
 * The one logger: a JSON line each. Ids of locations, contacts and runs may stand in a line;
 * names, numbers, e-mail addresses, message texts and tokens may not: log an id instead.
 */
export function createLogger(component: string, level = process.env['LOG_LEVEL'] ?? 'info'): Logger {
  return pino({
    level,
    base: { component },
    redact: {
      paths: ['*.authorization', '*.token', '*.body', '*.phone', '*.email', '*.text', '*.message.body'],
      censor: '[hidden]',
    },
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
  });
}
