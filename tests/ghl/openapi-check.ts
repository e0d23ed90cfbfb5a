import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Ajv } from 'ajv';
import type { RecordedRequest } from './recording-server';

interface Described {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Record<string, unknown>;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Record<string, unknown> }>>;
  };
}

const folder = join(__dirname, '../../simulator/openapi');
const described = readdirSync(folder)
  .filter(file => file.endsWith('.json'))
  .flatMap(file => {
    const fragment = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      operations: Record<string, Described>;
    };
    return Object.values(fragment.operations);
  });

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
const queryAjv = new Ajv({ strict: false, allErrors: true, coerceTypes: true });

/** Fails unless the request is, in every part, one that GHL's own description allows. */
export function expectToFitOperation(request: RecordedRequest | undefined, operationId: string): void {
  const operation = described.find(one => one.operationId === operationId);
  if (!operation || !request) throw new Error(`no such operation or request: ${operationId}`);
  expect(request.method).toBe(operation.method);
  expect(request.path).toMatch(new RegExp(`^${operation.path.replace(/\{[^}]+\}/g, '[^/]+')}$`));

  const parameters = operation.parameters ?? [];
  for (const header of parameters.filter(one => one.in === 'header')) {
    expect(header.schema['enum']).toContain(request.headers[header.name.toLowerCase()]);
  }
  const allowedQuery = parameters.filter(one => one.in === 'query');
  const validQuery = queryAjv.validate(
    {
      type: 'object',
      additionalProperties: false,
      // `type: any` stands in the description and is no JSON Schema.
      properties: Object.fromEntries(
        allowedQuery.map(one => [one.name, one.schema['type'] === 'any' ? {} : one.schema]),
      ),
      required: allowedQuery.filter(one => one.required).map(one => one.name),
    },
    { ...request.query },
  );
  expect({ validQuery, errors: queryAjv.errors }).toEqual({ validQuery: true, errors: null });

  const bodySchema = operation.requestBody?.content['application/json']?.schema;
  if (!bodySchema) {
    expect(request.body).toBeUndefined();
    return;
  }
  expect(request.headers['content-type']).toBe('application/json');
  const validBody = ajv.validate({ ...bodySchema, additionalProperties: false }, request.body);
  expect({ validBody, errors: ajv.errors }).toEqual({ validBody: true, errors: null });
}
