import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands before a real server, to take it away for a while as a network would. */
export interface TcpProxy {
  readonly port: number;
  /** Connections stay open, and nothing comes through any more. */
  stall(): void;
  /** What was held back flows again. */
  resume(): void;
  /** Ends every connection that stands; new ones are taken. */
  cut(): void;
  /** Only the connection that was opened first, of those that stand. */
  stallFirst(): void;
  /** What the server says arrives so much later, in the same order. 0: at once. */
  delayReplies(ms: number): void;
  /** What the server says arrives as `change` makes it; undefined: as it is. */
  changeReplies(change: ((chunk: Buffer) => Buffer) | undefined): void;
  /** Ends every connection and refuses new ones. */
  close(): Promise<void>;
}

export async function startTcpProxy(targetHost: string, targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let stalled = false;
  let delayMs = 0;
  let change: ((chunk: Buffer) => Buffer) | undefined;
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // An end that is cut off is what this is for.
    socket.on('error', () => socket.destroy());
    if (stalled) socket.pause();
  };
  const server = createServer(incoming => {
    const outgoing = connect(targetPort, targetHost);
    hold(incoming);
    hold(outgoing);
    const relayReplies = (from: Socket, to: Socket): void => {
      from.on('data', chunk => {
        const reply = change ? change(chunk) : chunk;
        if (delayMs > 0) setTimeout(() => to.write(reply), delayMs).unref();
        else to.write(reply);
      });
      from.once('close', () => to.destroy());
    };
    const relay = (from: Socket, to: Socket): void => {
      from.on('data', chunk => to.write(chunk));
      from.once('close', () => to.destroy());
    };
    relay(incoming, outgoing);
    relayReplies(outgoing, incoming);
    if (stalled) for (const socket of [incoming, outgoing]) socket.pause();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    stallFirst() {
      const [incoming, outgoing] = sockets;
      incoming?.pause();
      outgoing?.pause();
    },
    delayReplies(ms) {
      delayMs = ms;
    },
    changeReplies(newChange) {
      change = newChange;
    },
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
