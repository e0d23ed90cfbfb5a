import { z } from 'zod';
import type { Operation } from './operation';

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // The document as a whole names the dialect.
  void $schema;
  return rest;
};

interface JsonObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly required?: readonly string[];
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): unknown[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as JsonObjectSchema;
  return Object.entries(properties).map(([name, { description, ...type }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: type,
  }));
}

const errorAnswer = {
  description: 'An error',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message'],
            properties: { code: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
};

function describe(one: Operation): Record<string, unknown> {
  return {
    summary: one.summary,
    parameters: [...parametersOf(one.parameters, 'path'), ...parametersOf(one.query, 'query')],
    ...(one.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(one.body, 'input') } },
          },
        }),
    responses: {
      200: {
        description: 'Done',
        content: { 'application/json': { schema: jsonSchema(one.result, 'output') } },
      },
      default: errorAnswer,
    },
    security: [{ operator: [] }],
  };
}

/** The description at /v1/openapi.json, made from the schemas that check each request: it cannot lag behind. */
export function openApiDocument(operations: readonly Operation[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of operations) paths[one.path] = { ...paths[one.path], [one.method]: describe(one) };
  return {
    openapi: '3.1.0',
    info: { title: 'Leadwire operations API', version: '1' },
    paths,
    components: {
      securitySchemes: { operator: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' } },
    },
  };
}
