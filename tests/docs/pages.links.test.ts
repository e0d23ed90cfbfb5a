import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readTop, top } from '../deploy/deployment-files';

const pages = ['README.md', ...readdirSync(join(top, 'docs')).map(name => join('docs', name))];

/** Written by `npm run bench`, so not there in a fresh clone that was never measured. */
const madeLater = (path: string): boolean => path.startsWith('bench/results/');

describe.each(pages)('%s', page => {
  const text = readTop(page);

  test('links only to pages that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(match =>
      join(dirname(page), match[1] ?? ''),
    );
    const missing = links.filter(link => !madeLater(link) && !existsSync(join(top, link)));
    expect(missing).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readTop('package.json')));
    const named = [...text.matchAll(/npm (?:run )?(start|test|demo|bench|build|lint)\b/g)].map(
      match => match[1] ?? '',
    );
    for (const name of named) expect(scripts).toHaveProperty(name);
  });

  test('names only commands of leadwire that exist', () => {
    const named = [...text.matchAll(/npx leadwire (\w+)/g)].map(match => match[1] ?? '');
    const missing = named.filter(name => !existsSync(join(top, 'main/commands', `${name}.ts`)));
    expect(missing).toEqual([]);
  });
});
