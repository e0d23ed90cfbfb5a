import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { kindOf } from '../../domain/ghl-event';
import { parseWebhookEvent } from '../../domain/ghl-event.schema';
import { createSignatureVerifier } from '../../ghl/webhook-signature';
import { inboundMessage, newGhlId } from '../../main/commands/inbound-message';
import { answerLines, readSendRequest } from '../../main/commands/send';
import { webhookHeaders } from '../../main/commands/webhook-post';

const lead = { locationId: 'loc', contactId: 'lead', text: 'Hi, is it still available?' };
const eventOf = (body: unknown) =>
  parseWebhookEvent(body, createHash('sha256').update(JSON.stringify(body)).digest('hex'));

describe('a webhook made by the command line', () => {
  it('is understood as a message of a lead', () => {
    const event = eventOf(inboundMessage(lead));
    expect(event).toMatchObject({ ...lead, type: 'InboundMessage', channel: 'SMS', direction: 'inbound' });
    expect(event && kindOf(event)).toBe('lead_message');
  });

  it('is another message each time, in the same conversation', () => {
    const [one, other] = [inboundMessage(lead), inboundMessage(lead)];
    expect(one['webhookId']).not.toBe(other['webhookId']);
    expect(one['messageId']).not.toBe(other['messageId']);
    expect(one['conversationId']).toBe(other['conversationId']);
  });

  it('takes channel, type and time', () => {
    const writtenAt = new Date('2026-01-02T03:04:05.000Z');
    const body = inboundMessage({ ...lead, channel: 'Email', type: 'OutboundMessage', writtenAt });
    expect(eventOf(body)).toMatchObject({
      channel: 'Email',
      direction: 'outbound',
      dateAdded: '2026-01-02T03:04:05.000Z',
    });
  });

  it('has ids as GHL makes them', () => {
    for (let count = 0; count < 100; count += 1) expect(newGhlId()).toMatch(/^[A-Za-z0-9]{20}$/);
  });

  it('carries a signature that the receiver takes, for these bytes only', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const rawBody = Buffer.from(JSON.stringify(inboundMessage(lead)));
    const headers = webhookHeaders({
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      rawBody,
      waitSeconds: 0,
    });
    const isTrusted = createSignatureVerifier({
      publicKeys: [createPublicKey(privateKey)],
      legacyRsa: false,
    });
    const ghlSignature = headers['X-GHL-Signature'];
    expect(isTrusted(rawBody, { ghlSignature })).toBe(true);
    expect(isTrusted(Buffer.concat([rawBody, Buffer.from(' ')]), { ghlSignature })).toBe(false);
    expect(headers).not.toHaveProperty('Prefer');
  });
});

describe('what leadwire send is asked to do', () => {
  it('is a text to a location and contact that need not be named, waited for', async () => {
    const { rawBody, waitSeconds } = await readSendRequest(['Hi', 'there']);
    expect(waitSeconds).toBe(10);
    expect(JSON.parse(rawBody.toString())).toMatchObject({
      body: 'Hi there',
      locationId: 'demo-location',
      contactId: 'demo-lead',
    });
  });

  it('takes a text that begins with a dash behind --', async () => {
    const { rawBody } = await readSendRequest(['--wait', '0', '--', '-5% is too much']);
    expect(JSON.parse(rawBody.toString())).toMatchObject({ body: '-5% is too much' });
  });

  it('sends a file byte for byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leadwire-send-'));
    try {
      const file = join(folder, 'event.json');
      writeFileSync(file, '{ "type":\n "ContactCreate" }\n');
      expect((await readSendRequest(['--file', file])).rawBody.toString()).toBe(
        '{ "type":\n "ContactCreate" }\n',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [['--file', '/nowhere/x.json']],
    [['--file', 'x.json', 'text']],
    [['hi', '--url', 'localhost']],
    [['  ']],
  ])('is refused: %j', async args => {
    await expect(readSendRequest(args)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('the answer, for a person', () => {
  const answer = { success: true as const, message: 'Hello!', actions: [], duplicate: false };
  const posted = { status: 200, tookMs: 12.3, refusal: undefined };

  it('holds the reply and where to read on', () => {
    const lines = answerLines({ ...posted, answer: { ...answer, workflowId: 'webhook/l/1' } }, '');
    expect(lines.join('\n')).toMatch(/12 ms[^]*Hello![^]*leadwire runs show run_[0-9a-f]{32}/);
  });

  it('says why there is no reply', () => {
    const silent = { ...answer, message: null, workflowId: 'webhook/l/1', duplicate: true };
    const text = answerLines({ ...posted, answer: silent }, 'the lead opted out').join('\n');
    expect(text).toContain('none, the lead opted out');
    expect(text).toContain('duplicate');
  });

  it('says why the webhook was not taken', () => {
    const refused = { status: 401, tookMs: 1, answer: undefined, refusal: 'invalid_signature: no' };
    expect(answerLines(refused, '')).toEqual(['Not taken: invalid_signature: no']);
  });
});
