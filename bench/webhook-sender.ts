import { Agent, request } from 'node:http';
import { webhookHeaders, webhookPath } from '../main/commands/webhook-post';

/** Longest wait for one acknowledgement, in milliseconds. */
const timeoutMs = 30_000;

/** Posts signed webhooks over connections that are kept open, as GHL's own senders do. */
export interface WebhookSender {
  /** @returns the HTTP status once the whole answer is here; 0 where the connection failed */
  post(rawBody: Buffer): Promise<number>;
  close(): void;
}

/** @param apiUrl plain http, for everything measured is on this machine */
export function openWebhookSender(apiUrl: string, privateKey: string): WebhookSender {
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: 1_000 });
  const url = new URL(webhookPath, apiUrl);
  return {
    post: rawBody =>
      new Promise(resolve => {
        const headers = {
          ...webhookHeaders({ privateKey, rawBody, waitSeconds: 0 }),
          'Content-Length': rawBody.length,
        };
        const sending = request(url, { method: 'POST', agent, headers, timeout: timeoutMs }, response => {
          response.on('end', () => resolve(response.statusCode ?? 0)).on('error', () => resolve(0));
          response.resume();
        });
        sending.on('timeout', () => sending.destroy(new Error('no answer')));
        sending.on('error', () => resolve(0));
        sending.end(rawBody);
      }),
    close: () => agent.destroy(),
  };
}
