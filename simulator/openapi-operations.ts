import { Ajv, type ValidateFunction } from 'ajv';
import { z } from 'zod';
import calendars from './openapi/calendars.fragment.json';
import contacts from './openapi/contacts.fragment.json';
import conversations from './openapi/conversations.fragment.json';
import locations from './openapi/locations.fragment.json';
import oauth from './openapi/oauth.fragment.json';
import opportunities from './openapi/opportunities.fragment.json';
import users from './openapi/users.fragment.json';

const schemaObject = z.record(z.string(), z.unknown());

const operationSchema = z.object({
  method: z.string(),
  path: z.string(),
  operationId: z.string(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['header', 'path', 'query']),
        required: z.boolean().default(false),
        schema: schemaObject,
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: schemaObject })) }).optional(),
  responses: z.record(z.string(), z.unknown()),
});

const fragmentSchema = z.object({ operations: z.record(z.string(), operationSchema) });

/** One operation of GHL's API, with its checks compiled when first used. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** As described, with `{names}` in it. */
  readonly path: string;
  readonly needsToken: boolean;
  /** The `Version` header it insists on, or null. */
  readonly version: string | null;
  /** What GHL answers to a body that does not fit. */
  readonly invalidStatus: 400 | 422;
  /** 200 or 201. */
  readonly successStatus: number;
  readonly formEncoded: boolean;
  /** Sentences on what is wrong; empty when all fits. */
  checkQuery(query: URLSearchParams): string[];
  checkBody(body: unknown): string[];
}

export interface MatchedOperation {
  readonly operation: Operation;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': true } });
const queryAjv = new Ajv({ strict: false, allErrors: true, coerceTypes: true });

/** Every operation of the fragments, by its id. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [calendars, contacts, conversations, locations, oauth, opportunities, users]
    .flatMap(fragment => Object.values(fragmentSchema.parse(fragment).operations))
    .map(described => [described.operationId, operationOf(described)]),
);

/** The operation that a request calls. A fixed path wins over one with a name in it. */
export function findOperation(method: string, path: string): MatchedOperation | null {
  const matches = [...operations.values()].flatMap(operation => {
    const pathParameters = operation.method === method ? matchPath(operation.path, path) : null;
    return pathParameters ? [{ operation, pathParameters }] : [];
  });
  matches.sort((a, b) => Object.keys(a.pathParameters).length - Object.keys(b.pathParameters).length);
  return matches[0] ?? null;
}

const partsOf = (path: string): string[] => path.split('/').filter(part => part !== '');

function matchPath(described: string, path: string): Record<string, string> | null {
  const expected = partsOf(described);
  const given = partsOf(path);
  if (expected.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== value) return null;
    if (name !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return parameters;
}

function operationOf(described: z.infer<typeof operationSchema>): Operation {
  const version = described.parameters.find(parameter => parameter.name === 'Version');
  const allowedVersions = z.array(z.string()).catch([]).parse(version?.schema['enum']);
  const [contentType, content] = Object.entries(described.requestBody?.content ?? {})[0] ?? [];
  let bodyCheck: ValidateFunction | undefined;
  let queryCheck: ValidateFunction | undefined;
  return {
    id: described.operationId,
    method: described.method.toUpperCase(),
    path: described.path,
    needsToken: described.operationId !== 'get-access-token',
    version: allowedVersions[0] ?? null,
    invalidStatus: '422' in described.responses ? 422 : 400,
    successStatus: '201' in described.responses ? 201 : 200,
    formEncoded: contentType === 'application/x-www-form-urlencoded',
    checkQuery: query => {
      queryCheck ??= compileQueryCheck(described);
      return queryCheck(Object.fromEntries(query)) ? [] : sentences(queryCheck);
    },
    checkBody: body => {
      if (!content) return [];
      bodyCheck ??= ajv.compile(content.schema);
      if (!bodyCheck(body)) return sentences(bodyCheck);
      return unknownFields(content.schema, body);
    },
  };
}

/** GHL refuses fields it does not know ("property x should not exist"). */
function unknownFields(schema: Record<string, unknown>, body: unknown): string[] {
  const known = Object.keys(schemaObject.catch({}).parse(schema['properties']));
  if (known.length === 0) return [];
  const given = Object.keys(schemaObject.catch({}).parse(body));
  return given.filter(name => !known.includes(name)).map(name => `property ${name} should not exist`);
}

function compileQueryCheck(described: z.infer<typeof operationSchema>): ValidateFunction {
  const parameters = described.parameters.filter(parameter => parameter.in === 'query');
  return queryAjv.compile({
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, withoutAny(schema)])),
    required: parameters.filter(parameter => parameter.required).map(parameter => parameter.name),
  });
}

/** The description has a parameter of `type: any`, which is not JSON Schema. */
function withoutAny(schema: Record<string, unknown>): Record<string, unknown> {
  return schema['type'] === 'any' ? {} : schema;
}

const sentences = (check: ValidateFunction): string[] =>
  (check.errors ?? []).map(
    error => `${error.instancePath.slice(1) || 'body'} ${error.message ?? 'is wrong'}`,
  );
