import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** Fields that may hold a secret or personal data; `detail` and `where` are Postgres's, which quotes rows in them. */
const hidden = ['authorization', 'token', 'body', 'phone', 'email', 'text', 'detail', 'where'];

/**
 * The one logger: a JSON line each. Ids of locations, contacts and runs may stand in a line;
 * names, numbers, e-mail addresses, message texts and tokens may not: log an id instead.
 *
 * @param destination where the lines go; standard output by default
 */
export function createLogger(
  component: string,
  level = process.env['LOG_LEVEL'] ?? 'info',
  destination?: DestinationStream,
): Logger {
  const options = {
    level,
    base: { component },
    redact: { paths: hidden.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
