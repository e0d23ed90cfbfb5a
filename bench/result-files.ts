import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SuiteResult } from './suite';

/** Writes `{suite}.json` and `{suite}.md`. @returns their paths */
export async function writeResults(
  { json, markdown }: Pick<SuiteResult, 'json' | 'markdown'>,
  folder = resultsFolder(),
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = [
    { path: join(folder, `${json.suite}.json`), text: `${JSON.stringify(json, null, 2)}\n` },
    { path: join(folder, `${json.suite}.md`), text: markdown },
  ];
  for (const { path, text } of files) await writeFile(path, text);
  return files.map(file => file.path);
}

/** `bench/results` of the sources: compiled, this file lies one folder deeper. */
function resultsFolder(): string {
  const top = dirname(__dirname);
  return join(existsSync(join(top, 'package.json')) ? top : dirname(top), 'bench', 'results');
}
