import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { taskQueues } from '../../domain/temporal-names';
import { readTop, sourceOf, top } from '../deploy/deployment-files';
import { codeIn, tableRows } from './tables';

const page = readTop('docs/architecture.md');
const rows = tableRows('docs/architecture.md');

describe('docs/architecture.md', () => {
  test('gives every folder of the top a row', () => {
    const folders = readdirSync(top, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(entry => entry.name)
      .filter(name => !['node_modules', 'dist', 'coverage'].includes(name));
    const named = rows.flatMap(([name = '']) => codeIn(name));
    for (const folder of folders) expect(named).toContain(`${folder}/`);
  });

  test('says of each folder what lint lets it import', () => {
    const rules = [...readTop('eslint.config.mjs').matchAll(/^ {2}(\w+): \[([^\]]*)\],$/gm)];
    expect(rules.length).toBeGreaterThan(10);
    for (const [, folder = '', list = ''] of rules) {
      const allowed = [...list.matchAll(/'(\w+)'/g)].map(match => match[1]);
      const row = rows.find(([name]) => name === `\`${folder}/\``);
      const written = codeIn(row?.[2] ?? '').map(name => name.replace('/', ''));
      // `runtime/` stands below the table once, for all.
      const withoutRuntime = (names: readonly (string | undefined)[]): unknown[] =>
        names.filter(name => name !== 'runtime').sort();
      expect([folder, withoutRuntime(written)]).toEqual([folder, withoutRuntime(allowed)]);
    }
  });

  test('says of each activity whether it is local, and on which task queue', () => {
    const options = readTop('workflows/activity-options.ts');
    const proxies = options.matchAll(
      /export const \{ ([^}]+) \} = (proxyLocalActivities|proxyActivities)<(\w+)Activities>/g,
    );
    const queues: Record<string, string> = {
      Table: taskQueues.workflows,
      Claude: taskQueues.claude,
      Ghl: taskQueues.ghl,
    };
    const inCode = [...proxies].flatMap(([, names = '', proxy, group = '']) =>
      names
        .split(', ')
        .map(name => [name, proxy === 'proxyLocalActivities' ? 'local' : 'regular', queues[group]]),
    );
    const onPage = rows
      .filter(([, kind]) => kind === 'local' || kind === 'regular')
      .flatMap(([names = '', kind, queue = '']) => codeIn(names).map(name => [name, kind, codeIn(queue)[0]]));
    expect(onPage.sort()).toEqual(inCode.sort());
  });

  test('says of each table of Postgres what it holds', () => {
    const tables = [...sourceOfMigrations().matchAll(/create table (\w+)/g)].map(match => match[1] ?? '');
    expect(tables.length).toBeGreaterThan(10);
    const named = rows.flatMap(([where = '']) => codeIn(where));
    for (const table of tables) expect(named).toContain(table);
  });

  test('names only files that exist', () => {
    const files = codeIn(page).filter(name => /^[\w-]+\/[\w./-]+\.\w+$/.test(name));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect([file, existsSync(join(top, file))]).toEqual([file, true]);
  });

  test('names only schedules and workflow types that the code has', () => {
    const code = sourceOf(['domain']);
    for (const name of ['warm-agent-contexts', 'recordMetrics', 'sendNotifications']) {
      expect(page).toContain(name);
      expect(code).toContain(`'${name}'`);
    }
  });
});

function sourceOfMigrations(): string {
  return readdirSync(join(top, 'store/migrations'))
    .map(name => readTop(join('store/migrations', name)))
    .join('\n');
}
