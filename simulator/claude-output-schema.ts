import { z } from 'zod';
import { invalidRequest } from './claude-errors';

/** Keywords that structured outputs do not take; the SDK moves them into the description. */
const refusedKeywords = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'patternProperties',
  'oneOf',
  'not',
  'if',
];

/** @throws ClaudeRefusal 400 for a JSON schema that structured outputs do not take */
export function refuseSchema(schema: Record<string, unknown>, where: string): void {
  const keyword = refusedKeywords.find(name => name in schema);
  if (keyword) throw invalidRequest(`${where}: '${keyword}' is not supported`);
  if (typeof schema['minItems'] === 'number' && schema['minItems'] > 1) {
    throw invalidRequest(`${where}: for 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  }
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false) {
    throw invalidRequest(
      `${where}: for 'object' type, 'additionalProperties' must be explicitly set to false`,
    );
  }
  for (const [name, inner] of innerSchemas(schema)) refuseSchema(inner, `${where}.${name}`);
}

function innerSchemas(schema: Record<string, unknown>): [string, Record<string, unknown>][] {
  const named = (value: unknown): [string, Record<string, unknown>][] => {
    const parsed = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(value);
    return parsed.success ? Object.entries(parsed.data) : [];
  };
  return [
    ...named(schema['properties']),
    ...named(schema['$defs']),
    ...named('items' in schema ? { items: schema['items'] } : {}),
    ...named(Array.isArray(schema['anyOf']) ? { ...schema['anyOf'] } : {}),
  ];
}
