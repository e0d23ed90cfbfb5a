import { z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;
const schemaObject = z.record(z.string(), z.unknown());
const deepest = 12;

/** Some value that fits a JSON schema, plain and always the same: for schemas no rule knows. */
export function instanceOf(schema: Schema, root: Schema = schema, depth = 0): unknown {
  if (depth > deepest) return null;
  const inner = (next: unknown): unknown => instanceOf(schemaObject.catch({}).parse(next), root, depth + 1);
  const reference = schema['$ref'];
  if (typeof reference === 'string') return inner(resolve(reference, root));
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0];
  for (const combination of ['anyOf', 'allOf']) {
    const options = schema[combination];
    if (Array.isArray(options)) return inner(options[0]);
  }
  const type: unknown = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type'];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schemaObject.catch({}).parse(schema['properties'])).map(([name, value]) => [
          name,
          inner(value),
        ]),
      );
    case 'array':
      return schema['minItems'] === 1 ? [inner(schema['items'])] : [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      return textOfFormat(schema['format']);
    default:
      return null;
  }
}

function textOfFormat(format: unknown): string {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  if (format === 'date') return '2026-01-01';
  if (format === 'email') return 'someone@example.com';
  if (format === 'uri') return 'https://example.com/';
  return 'simulated';
}

function resolve(reference: string, root: Schema): unknown {
  return reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter(part => part !== '')
    .reduce<unknown>((found, part) => schemaObject.catch({}).parse(found)[part], root);
}
