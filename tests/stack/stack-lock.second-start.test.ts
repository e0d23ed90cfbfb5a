import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { prepareDataFolder } from '../../stack/data-folder';
import { writePrivateFile } from '../../stack/private-file';
import { claimDataFolder, runningStack } from '../../stack/stack-lock';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();

describe('a data folder', () => {
  test('that a live stack owns is refused in one line with its pid and address', () => {
    const folder = prepareDataFolder(newFolder());
    claimDataFolder(folder).publish('http://127.0.0.1:3000');
    expect(() => claimDataFolder(folder)).toThrow(
      `Leadwire already runs in ${folder.root} (pid ${process.pid} at http://127.0.0.1:3000); stop it, or set LEADWIRE_DATA_DIR to another folder`,
    );
    expect(runningStack(folder)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:3000' });
  });

  test('is free again after a clean stop', () => {
    const folder = prepareDataFolder(newFolder());
    claimDataFolder(folder).release();
    expect(existsSync(folder.lockFile)).toBe(false);
    claimDataFolder(folder).release();
  });

  test.each([
    ['is gone', { pid: 4_194_304, identity: 'some-boot/1' }],
    ['is another process by now', { pid: process.pid, identity: 'earlier-boot/1' }],
  ])('whose owner %s is taken over', (_, owner) => {
    const folder = prepareDataFolder(newFolder());
    writePrivateFile(folder.lockFile, JSON.stringify(owner));
    expect(runningStack(folder)).toBeUndefined();
    const lock = claimDataFolder(folder);
    expect(runningStack(folder)).toMatchObject({ pid: process.pid });
    lock.release();
  });

  test('with a lock that a crash left empty is taken over', () => {
    const folder = prepareDataFolder(newFolder());
    writePrivateFile(folder.lockFile, '');
    claimDataFolder(folder).release();
  });
});
