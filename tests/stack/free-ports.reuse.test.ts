import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { apiUrlOf, chooseApiPort } from '../../stack/api-address';
import { prepareDataFolder } from '../../stack/data-folder';
import { choosePorts, isPortFree } from '../../stack/free-ports';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach(server => server.close()));

function occupy(port = 0): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
    servers.push(server);
  });
}

describe('the ports of the servers', () => {
  test('are free and all different', async () => {
    const ports = await choosePorts(['one', 'two', 'three'], join(newFolder(), 'ports.json'));
    expect(new Set(Object.values(ports)).size).toBe(3);
    for (const port of Object.values(ports)) expect(await isPortFree(port)).toBe(true);
  });

  test('are those of the last start again', async () => {
    const path = join(newFolder(), 'ports.json');
    const first = await choosePorts(['one', 'two'], path);
    expect(await choosePorts(['two', 'one'], path)).toEqual(first);
  });

  test('change only where another program has taken one', async () => {
    const path = join(newFolder(), 'ports.json');
    const first = await choosePorts(['one', 'two'], path);
    await occupy(first.one);
    const second = await choosePorts(['one', 'two'], path);
    expect(second.one).not.toBe(first.one);
    expect(second.two).toBe(first.two);
  });
});

describe('the port of the API', () => {
  test('that was set and is taken stops the start with the name of the variable', async () => {
    const port = await occupy();
    const folder = prepareDataFolder(newFolder());
    const choosing = chooseApiPort(
      { port, host: '127.0.0.1' },
      { PORT: String(port) },
      folder,
      () => undefined,
    );
    await expect(choosing).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: `PORT: ${port} is taken by another program; set a free one`,
    });
  });

  test('that is the default and is taken gives way to a free one, and it is said', async () => {
    const port = await occupy();
    const lines: string[] = [];
    const folder = prepareDataFolder(newFolder());
    const chosen = await chooseApiPort({ port, host: '127.0.0.1' }, {}, folder, line => lines.push(line));
    expect(chosen).not.toBe(port);
    expect(lines).toEqual([expect.stringContaining(`Port ${port} is taken`)]);
  });

  test('stands in an address that a browser on this machine can open', () => {
    expect(apiUrlOf('0.0.0.0', 3000)).toBe('http://127.0.0.1:3000');
    expect(apiUrlOf('127.0.0.1', 80)).toBe('http://127.0.0.1:80');
    expect(apiUrlOf('::1', 3000)).toBe('http://[::1]:3000');
  });
});
