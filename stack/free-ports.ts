import { createServer, type Server } from 'node:net';
import { z } from 'zod';
import { readJsonIfThere, writePrivateFile } from './private-file';

const Ports = z.record(z.string(), z.number().int().min(1).max(65_535));

/**
 * One free port of 127.0.0.1 for each name. The port of the last start (kept in `path`) is used again
 * where it is still free, so that bookmarks and connection strings keep working.
 * @param taken ports that are free still but meant for something else
 */
export async function choosePorts<Name extends string>(
  names: readonly Name[],
  path: string,
  taken: readonly number[] = [],
): Promise<Record<Name, number>> {
  const kept = Ports.safeParse(readJsonIfThere(path)).data ?? {};
  const chosen: Record<string, number> = {};
  // Held until all are chosen: otherwise the machine may offer the same port twice.
  const held: Server[] = [];
  try {
    for (const port of taken) held.push(...[await listen(port)].filter(server => server !== undefined));
    for (const name of names) {
      const server = (await listen(kept[name] ?? 0)) ?? (await listen(0));
      const address = server?.address();
      if (!server || !address || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
      held.push(server);
      chosen[name] = address.port;
    }
  } finally {
    await Promise.all(held.map(close));
  }
  writePrivateFile(path, `${JSON.stringify({ ...kept, ...chosen }, null, 2)}\n`);
  return chosen;
}

/** True if nothing listens on this port of `host` (default 127.0.0.1). */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = await listen(port, host);
  if (!server) return false;
  await close(server);
  return true;
}

function listen(port: number, host = '127.0.0.1'): Promise<Server | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}
