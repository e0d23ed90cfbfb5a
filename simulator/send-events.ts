import type { ServerResponse } from 'node:http';
import type { GhlState, SimulatedSend } from './ghl-state';

/** `GET /simulator/events`: Server-Sent Events, one `send` for each message that goes out from now on. */
export function streamSends(state: GhlState, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': sends follow\n\n');
  const write = (send: SimulatedSend): void => {
    response.write(`event: send\nid: ${send.messageId}\ndata: ${JSON.stringify(send)}\n\n`);
  };
  state.events.on('send', write);
  response.once('close', () => state.events.off('send', write));
}
