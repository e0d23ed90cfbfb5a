import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { runDoctor } from '../../main/doctor';
import { systemInstallCommand, systemPackages } from '../../stack/system-packages';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();

async function doctor(
  environment: Record<string, string | undefined>,
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await runDoctor({ environment, report: line => lines.push(line) });
  return { code, lines };
}

describe('leadwire doctor', () => {
  test('finds nothing wrong where a start works, and starts and makes nothing', async () => {
    const dataDir = newFolder();
    const { code, lines } = await doctor({
      PATH: process.env['PATH'],
      HOME: newFolder(),
      LEADWIRE_DATA_DIR: dataDir,
    });
    expect(lines.filter(line => line.startsWith('✗'))).toEqual([]);
    expect(code).toBe(0);
    expect(lines.join('\n')).toMatch(/✓ Node .*\n✓ npm packages/);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('says for a bare machine which command installs what is missing', async () => {
    const environment = { PATH: newFolder(), HOME: newFolder(), LEADWIRE_DATA_DIR: newFolder() };
    const { code, lines } = await doctor(environment);
    expect(code).toBe(1);
    expect(lines).toContain(`    → ${systemInstallCommand(systemPackages.redis, environment)}`);
    expect(lines).toContain(`    → ${systemInstallCommand(systemPackages.pip, environment)}`);
  });

  test('names the variable of a wrong setting', async () => {
    const { code, lines } = await doctor({ PATH: process.env['PATH'], PORT: 'many' });
    expect(code).toBe(1);
    expect(lines).toContain('    → PORT: set a number from 1 to 65535');
  });

  test('asks a server that is given whether it answers', async () => {
    const { code, lines } = await doctor({
      PATH: process.env['PATH'],
      HOME: newFolder(),
      LEADWIRE_DATA_DIR: newFolder(),
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('REDIS_URL: Redis does not answer at 127.0.0.1:1');
  });
});
