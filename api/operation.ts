import express, { type Router } from 'express';
import type { z } from 'zod';
import { isStorableText } from '../domain/storable-text';
import { LeadwireError } from '../runtime/errors';
import type { ApiDependencies } from './api-dependencies';
import { requireOperator } from './authentication';

type Shape = z.ZodRawShape;

/** One operation of /v1: what routes it, checks it and describes it is written once. */
export interface Operation<
  Path extends Shape = Shape,
  Query extends Shape = Shape,
  Body = unknown,
  Result = unknown,
> {
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** In OpenAPI's form, for example `/v1/runs/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: z.ZodObject<Path>;
  readonly query: z.ZodObject<Query>;
  readonly body?: z.ZodType<Body>;
  readonly result: z.ZodType<Result>;
  handle(
    request: {
      readonly parameters: z.infer<z.ZodObject<Path>>;
      readonly query: z.infer<z.ZodObject<Query>>;
      readonly body: Body;
    },
    dependencies: ApiDependencies,
  ): Promise<Result>;
}

/** Lets TypeScript work the types out from the schemas. */
export const operation = <Path extends Shape, Query extends Shape, Body, Result>(
  definition: Operation<Path, Query, Body, Result>,
): Operation => definition;

/** Looks at every name and every text within. */
function isStorable(value: unknown): boolean {
  let storable = true;
  JSON.stringify(value, (name, entry: unknown) => {
    storable &&= isStorableText(name) && (typeof entry !== 'string' || isStorableText(entry));
    return entry;
  });
  return storable;
}

/** @throws LeadwireError `invalid_request` that names what does not fit */
function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  if (!isStorable(value))
    throw new LeadwireError('invalid_request', `${where}: holds NUL or half of a surrogate pair`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new LeadwireError(
    'invalid_request',
    `${where}${field ? ` "${field}"` : ''}: ${issue?.message ?? 'does not fit'}`,
  );
}

/** Serves operations behind the operator's token. */
export function operationsRouter(operations: readonly Operation[], dependencies: ApiDependencies): Router {
  const router = express.Router();
  const json = express.json({ limit: '256kb' });
  const operatorOnly = requireOperator(dependencies);
  for (const one of operations) {
    router[one.method](
      one.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      operatorOnly,
      json,
      async (request, response) => {
        const body = one.body === undefined ? undefined : parse(one.body, request.body, 'body');
        const result = await one.handle(
          {
            parameters: parse(one.parameters, request.params, 'path'),
            query: parse(one.query, request.query, 'query'),
            body,
          },
          dependencies,
        );
        response.json(result);
      },
    );
  }
  return router;
}
