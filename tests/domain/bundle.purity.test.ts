import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const folder = join(__dirname, '../../domain');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
const pure = files.filter(name => !name.endsWith('.schema.ts') && name !== 'cache-key.ts');
const codeOf = (name: string): string =>
  readFileSync(join(folder, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

test.each(pure)('%s may be loaded by workflow code: no zod, no Node, no clock, no chance', name => {
  const code = codeOf(name);
  const imports = [...code.matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? '');
  expect(imports.filter(from => !from.startsWith('.') || /\.schema$|cache-key$/.test(from))).toEqual([]);
  expect(code).not.toMatch(/\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brequire\(|\bprocess\./);
});
