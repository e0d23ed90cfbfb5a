import type { z } from 'zod';
import { systemClock } from '../runtime/clock';
import { LeadwireError } from '../runtime/errors';
import type { Logger } from '../runtime/logger';
import { errorForLostCall, errorForStatus, errorForUnreadableAnswer, type CallEffect } from './ghl-errors';

/** The mandatory `Version` header: one for conversations, another for everything else we call. */
export const apiVersions = { contacts: '2021-07-28', conversations: '2021-04-15' } as const;

export interface GhlConnection {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** For one call, from the first byte sent to the last received. Milliseconds. */
  readonly timeoutMs: number;
  /** The location's own access token. What it throws is passed on. */
  readonly tokenFor: (locationId: string) => Promise<string>;
  readonly logger?: Logger | undefined;
}

export interface GhlRequest {
  /** Name for errors and logs: GHL's operation id. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly version: (typeof apiVersions)[keyof typeof apiVersions];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly effect: CallEffect;
}

export interface GhlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One HTTP call, tried once: Temporal does the retrying. Any status is an answer.
 * @throws LeadwireError `ghl_unavailable` or, for what may have been taken, `ghl_ambiguous`;
 *   `ghl_rejected` where an id would lead to another path
 */
export async function callGhl(
  connection: GhlConnection,
  locationId: string,
  request: GhlRequest,
): Promise<GhlAnswer> {
  refuseMisleadingPath(request);
  const token = await connection.tokenFor(locationId);
  const query = request.query ? `?${new URLSearchParams(request.query).toString()}` : '';
  const startedAt = systemClock.elapsed();
  try {
    const response = await fetch(`${connection.baseUrl}${request.path}${query}`, {
      method: request.method,
      headers: {
        Authorization: `Bearer ${token}`,
        Version: request.version,
        Accept: 'application/json',
        ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(connection.timeoutMs),
    });
    const text = await response.text();
    connection.logger?.debug(
      { locationId, operation: request.operation, status: response.status, ms: since(startedAt) },
      'GHL answered',
    );
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    const failure = errorForLostCall(request.operation, request.effect, error);
    connection.logger?.warn(
      { locationId, operation: request.operation, code: failure.code, ms: since(startedAt) },
      failure.message,
    );
    throw failure;
  }
}

/**
 * Encoding keeps an id's slashes in their place, but not `.`, `..` and nothing at all: the URL parser
 * takes them away, and the call would reach another resource.
 */
function refuseMisleadingPath({ operation, path }: GhlRequest): void {
  if (
    path
      .split('/')
      .slice(1)
      .some(part => ['', '.', '..'].includes(part))
  )
    throw new LeadwireError('ghl_rejected', `GHL ${operation}: an id is empty or made of dots`);
}

const since = (startedAt: number): number => Math.round(systemClock.elapsed() - startedAt);

/**
 * Reads an answer into its type. Fields that the schema does not name are ignored.
 * @throws LeadwireError one of the `ghl_` codes, by status
 */
export function readAnswer<Schema extends z.ZodType>(
  request: GhlRequest,
  answer: GhlAnswer,
  schema: Schema,
): z.infer<Schema> {
  if (answer.status < 200 || answer.status >= 300)
    throw errorForStatus(request.operation, request.effect, answer);
  const parsed = schema.safeParse(jsonOf(answer.text));
  if (!parsed.success) throw errorForUnreadableAnswer(request.operation, request.effect);
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
