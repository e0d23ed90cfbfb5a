import { z } from 'zod';
import { runSchema } from '../../domain/run.schema';
import { errorCatalogue, LeadwireError, type ErrorCode } from '../../runtime/errors';
import type { Environment } from '../../stack/run-command';
import { adminTokenFor, apiUrlFor } from './running-stack';

/** Longest wait for one answer, in milliseconds. */
const timeoutMs = 15_000;

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export type RunView = z.infer<typeof runSchema>;

export const runPageSchema = z.object({ runs: z.array(runSchema), next: z.string().nullable() });

export const runDetailSchema = runSchema.extend({
  actions: z.array(z.object({ action: z.looseObject({ type: z.string() }), status: z.string() })),
});

export const tenantSchema = z.object({
  locationId: z.string(),
  configuration: z.looseObject({ name: z.string() }),
  version: z.number(),
  hasGhlToken: z.boolean(),
});

/** The operations API, as far as the command line calls it. */
export interface OperationsApi {
  /** @throws LeadwireError with the code that the API answered, or `start_failed` where none answers */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  put<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  delete<T>(path: string, schema: z.ZodType<T>): Promise<T>;
}

/** With the address and token of the environment, or of the stack that runs. */
export function openOperationsApi(environment: Environment): OperationsApi {
  return operationsApiAt(apiUrlFor(environment), adminTokenFor(environment));
}

/** @param url without a slash at the end */
export function operationsApiAt(url: string, token: string): OperationsApi {
  async function call<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const response = await fetchOrSayWhy(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw errorOf(response.status, answer);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new LeadwireError('internal', `${url} answered in a form that this command line does not know`);
  }
  return {
    get: (path, schema) => call('GET', path, schema),
    put: (path, body, schema) => call('PUT', path, schema, body),
    post: (path, body, schema) => call('POST', path, schema, body),
    delete: (path, schema) => call('DELETE', path, schema),
  };
}

/** `fetch`, with a line for a person where nobody answers. */
export async function fetchOrSayWhy(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const { origin } = new URL(url);
    throw new LeadwireError('start_failed', `nothing answers at ${origin}; start it with npm start`, {
      cause,
    });
  }
}

function errorOf(status: number, answer: unknown): LeadwireError {
  const { success, data } = errorBody.safeParse(answer);
  if (!success) return new LeadwireError('internal', `the API answered ${status}`);
  const { code, message } = data.error;
  return new LeadwireError(isErrorCode(code) ? code : 'internal', message);
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);
