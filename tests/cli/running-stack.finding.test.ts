import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adminTokenFor,
  apiUrlFor,
  dataFolderOf,
  findStack,
  signingKeyFor,
} from '../../main/commands/running-stack';
import { dataFolderAt, prepareDataFolder } from '../../stack/data-folder';
import { keepDevelopmentSecrets } from '../../stack/development-secrets';
import { claimDataFolder } from '../../stack/stack-lock';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leadwire-find-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const facts = {
  pid: process.pid,
  apiUrl: 'http://127.0.0.1:3000',
  ghlUrl: null,
  claudeUrl: null,
  temporalAddress: '127.0.0.1:7233',
  temporalNamespace: 'default',
};
const writeStackFile = (pid = process.pid): void =>
  writeFileSync(dataFolderAt(root).stackFile, JSON.stringify({ ...facts, pid }));

describe('the running stack', () => {
  it('is found by its data folder', () => {
    const folder = prepareDataFolder(root);
    const lock = claimDataFolder(folder);
    writeStackFile();
    expect(findStack(folder)).toMatchObject(facts);
    expect(apiUrlFor({ LEADWIRE_DATA_DIR: root })).toBe('http://127.0.0.1:3000');
    lock.release();
  });

  it('is not found by what a killed one left behind', () => {
    const folder = prepareDataFolder(root);
    writeStackFile();
    expect(findStack(folder)).toBeUndefined();
  });

  it('is not found while a new one starts over the file of an old one', () => {
    const folder = prepareDataFolder(root);
    const lock = claimDataFolder(folder);
    writeStackFile(process.pid + 1);
    expect(findStack(folder)).toBeUndefined();
    lock.release();
  });

  it('is nowhere in a folder that is not there, and none is made by looking', () => {
    const folder = dataFolderOf({ LEADWIRE_DATA_DIR: join(root, 'none') });
    expect(findStack(folder)).toBeUndefined();
    expect(() => mkdirSync(folder.root)).not.toThrow();
  });
});

describe('address and secrets', () => {
  it('are what the environment says, before all else', () => {
    const environment = {
      LEADWIRE_DATA_DIR: root,
      LEADWIRE_API_URL: 'https://leadwire.example/',
      ADMIN_TOKEN: 'mine',
    };
    expect(apiUrlFor(environment)).toBe('https://leadwire.example');
    expect(adminTokenFor(environment)).toBe('mine');
  });

  it('are else those of the data folder, also where production asks for more', () => {
    const secrets = keepDevelopmentSecrets(prepareDataFolder(root).keys);
    const environment = { LEADWIRE_DATA_DIR: root, NODE_ENV: 'production' };
    expect(adminTokenFor(environment)).toBe(secrets.adminToken);
    expect(signingKeyFor(environment)).toBe(secrets.webhookPrivateKey);
  });

  it('are asked for where there are none', () => {
    expect(() => adminTokenFor({ LEADWIRE_DATA_DIR: root })).toThrow('ADMIN_TOKEN');
    expect(() => signingKeyFor({ LEADWIRE_DATA_DIR: root })).toThrow('npm start');
    expect(() => apiUrlFor({ LEADWIRE_API_URL: 'leadwire.example' })).toThrow('http://');
  });
});
