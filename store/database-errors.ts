import { DatabaseError } from 'pg';
import { defaults } from '../runtime/defaults';
import { LeadwireError, messageOf } from '../runtime/errors';

const { connectTimeoutMs, maxConnections, statementTimeoutMs } = defaults.postgres;

/** What pg and its pool say when time ran out; they have no codes. */
const poolIsBusy = 'timeout exceeded when trying to connect';
const noAnswer = 'Query read timeout';

/**
 * SQLSTATEs, or their classes, by which Postgres says that it cannot work now, though the statement is
 * right: connection lost (08), out of memory, disk or connections (53), shutting or starting up (57P),
 * I/O (58), and a server that became a read-only standby (25006).
 */
const unavailableStates = /^(08|53|57P|58|25006)/;
const canceled = '57014';

/** A call has used up its time before its last statement. */
export const outOfTime = (): Error => new Error(noAnswer);

/** True for what trying again may heal. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof LeadwireError && error.code === 'database_unavailable';

/**
 * What was prepared on the connection is of no use any more: a migration changed what a statement returns
 * (0A000), or something between us and Postgres has forgotten it (26000). A new connection prepares anew.
 */
const outdated = /^(0A000|26000)$/;

/** True when Postgres answered and keeps the connection; then it is fit for the next statement. */
export const keepsConnection = (error: unknown): boolean =>
  error instanceof DatabaseError &&
  !/FATAL|PANIC/.test(error.severity ?? '') &&
  !outdated.test(error.code ?? '');

/**
 * Says by name what is no fault of the statement; everything else, a constraint or a mistake in the
 * text, is passed on as Postgres says it.
 * @param statement its name; the message holds no values
 */
export function asDatabaseError(cause: unknown, statement: string): unknown {
  const why = reasonOf(cause);
  if (why === null) return cause;
  return new LeadwireError('database_unavailable', `Postgres: ${why} (${statement})`, { cause });
}

/** Null where it is the statement's fault. */
function reasonOf(cause: unknown): string | null {
  if (cause instanceof LeadwireError) return null;
  if (cause instanceof DatabaseError) {
    const { code = '' } = cause;
    if (code === canceled) return `took longer than ${inSeconds(statementTimeoutMs)}`;
    return unavailableStates.test(code) ? `cannot work now, ${code}` : null;
  }
  const message = messageOf(cause);
  if (message === poolIsBusy)
    return `all ${maxConnections} connections stayed busy for ${inSeconds(connectTimeoutMs)}`;
  if (message === noAnswer) return 'did not answer in time';
  return isOfSocket(cause) || connectionIsGone.test(message) ? 'the connection failed' : null;
}

/** What pg says of a connection; a socket's own errors carry the system call. */
const connectionIsGone = /^(Connection terminated|Client (has encountered a connection error|was closed))/;
const isOfSocket = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error;

const inSeconds = (milliseconds: number): string => `${milliseconds / 1_000} s`;
