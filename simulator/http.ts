import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../runtime/errors';

export interface SimulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly rawBody: string;
}

export interface SimulatorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface RunningServer {
  readonly url: string;
  /** Ends open connections, too: a hanging fault must not hold up a shutdown. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 or left out: a free one. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
}

const largestBodyBytes = 32 * 1024 * 1024;
/** Longer than clients keep idle connections, so that none is closed just as it is used again. */
const keepAliveMs = 75_000;

/** Starts a server that answers each request with `handle`. What `handle` throws becomes a 500. */
export async function serve(
  options: ListenOptions,
  handle: (request: SimulatorRequest, response: ServerResponse) => Promise<void>,
): Promise<RunningServer> {
  const server = createServer((incoming, response) => {
    readRequest(incoming)
      .then(request => handle(request, response))
      .catch((error: unknown) => {
        const message = `simulator: ${messageOf(error)}`;
        if (!response.headersSent) sendJson(response, { status: 500, body: { message } });
        else response.destroy();
      });
  });
  server.keepAliveTimeout = keepAliveMs;
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host}:${port}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function readRequest(incoming: IncomingMessage): Promise<SimulatorRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBodyBytes) throw new Error('body too large');
    chunks.push(chunk);
  }
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    rawBody: Buffer.concat(chunks).toString('utf8'),
  };
}

export function sendJson(response: ServerResponse, answer: SimulatorAnswer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
  response.end(JSON.stringify(answer.body));
}

/** The JSON of a body, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One header as text; a header that came twice counts once. */
export function headerOf(request: SimulatorRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export const pause = (milliseconds: number): Promise<void> =>
  milliseconds <= 0 ? Promise.resolve() : new Promise(resolve => setTimeout(resolve, milliseconds));
