import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands before a real server, to take it away for a while as a network would. */
export interface TcpProxy {
  readonly port: number;
  /** Connections stay open, and nothing comes through any more. */
  stall(): void;
  /** What was held back flows again. */
  resume(): void;
  /** Ends every connection and refuses new ones. */
  close(): Promise<void>;
}

export async function startTcpProxy(targetHost: string, targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let stalled = false;
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
    const relay = (from: Socket, to: Socket): void => {
      from.on('data', chunk => to.write(chunk));
      from.once('close', () => to.destroy());
    };
    relay(incoming, outgoing);
    relay(outgoing, incoming);
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
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
