import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { operationsApiAt } from '../../main/commands/operations-api';
import { postWebhook } from '../../main/commands/webhook-post';
import { generateKeyPairSync } from 'node:crypto';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that gives every request the same answer. */
async function answering(status: number, body: string): Promise<string> {
  server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const anything = z.object({ ok: z.boolean() });

describe('a call of the operations API', () => {
  it('returns what fits', async () => {
    const url = await answering(200, '{"ok":true}');
    await expect(operationsApiAt(url, 't').get('/v1/x', anything)).resolves.toEqual({ ok: true });
  });

  it("fails with the API's own code and message", async () => {
    const url = await answering(404, '{"error":{"code":"not_found","message":"There is no run x"}}');
    await expect(operationsApiAt(url, 't').get('/v1/runs/x', anything)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no run x',
    });
  });

  it.each([
    [502, '<html>'],
    [200, '{"ok":"maybe"}'],
    [200, 'nonsense'],
    [418, '{"error":{"code":"toString","message":"x"}}'],
  ])('fails in order for %i %s', async (status, body) => {
    const url = await answering(status, body);
    await expect(operationsApiAt(url, 't').get('/v1/x', anything)).rejects.toMatchObject({
      name: 'LeadwireError',
      code: 'internal',
    });
  });

  it('says that nothing answers, and how to start it', async () => {
    await expect(operationsApiAt('http://127.0.0.1:9', 't').get('/', anything)).rejects.toThrow('npm start');
  });
});

describe('a posted webhook', () => {
  const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const delivery = { privateKey: privateKey.toString(), rawBody: Buffer.from('{}'), waitSeconds: 0 };

  it('brings back the answer', async () => {
    const answer = { success: true, message: null, actions: [], workflowId: 'webhook/l/1', duplicate: false };
    const apiUrl = await answering(200, JSON.stringify(answer));
    await expect(postWebhook({ ...delivery, apiUrl })).resolves.toMatchObject({ status: 200, answer });
  });

  it('brings back why it was refused', async () => {
    const apiUrl = await answering(401, '{"error":{"code":"invalid_signature","message":"no"}}');
    const posted = await postWebhook({ ...delivery, apiUrl });
    expect(posted).toMatchObject({ status: 401, answer: undefined, refusal: 'invalid_signature: no' });
  });
});
