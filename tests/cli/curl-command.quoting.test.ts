import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asciiJson, curlCommand, shellQuote } from '../../main/commands/curl-command';
import { inboundMessage } from '../../main/commands/inbound-message';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const awkward = `it's "quoted" $HOME \`date\` \\n !! 100% @file ; rm & \u00e9 \u65e5\u672c \ud83c\udfe0\nnext line`;

const commandFor = (text: string, file?: string): string =>
  curlCommand(
    {
      apiUrl: 'http://127.0.0.1:3000',
      privateKey: pem,
      rawBody: Buffer.from(asciiJson(inboundMessage({ locationId: 'l', contactId: 'c', text }))),
      waitSeconds: 10,
    },
    file,
  );

/** What a shell would hand to curl, word by word. */
function wordsOf(command: string): string[] {
  const script = `set -- ${command}\nfor word; do printf '%s\\0' "$word"; done`;
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.split('\0').slice(0, -1);
}

describe('the curl line', () => {
  it('is one line of ASCII, whatever the lead writes', () => {
    expect(commandFor(awkward)).toMatch(/^[\x20-\x7e]+$/);
  });

  it('carries the very bytes that were signed through a shell', () => {
    const words = wordsOf(commandFor(awkward));
    const body = words[words.indexOf('--data-raw') + 1] ?? '';
    const signature = words.find(word => word.startsWith('X-GHL-Signature: '))?.split(': ')[1] ?? '';
    expect((JSON.parse(body) as { body: string }).body).toBe(awkward);
    expect(verify(null, Buffer.from(body), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('asks to wait, and goes to the receiver of webhooks', () => {
    const words = wordsOf(commandFor('hi'));
    expect(words).toContain('Prefer: wait=10');
    expect(words).toContain('http://127.0.0.1:3000/webhooks/ghl');
  });

  it('names a file instead of holding its bytes', () => {
    const words = wordsOf(commandFor('hi', "/tmp/it's here.json"));
    expect(words.slice(-2)).toEqual(['--data-binary', "@/tmp/it's here.json"]);
  });
});

describe('quoting for a shell', () => {
  it('brings any text through unchanged', () => {
    const texts = fc.sample(fc.string({ unit: 'binary-ascii', maxLength: 40 }), 60).map(text =>
      // No argument of a program can hold NUL.
      text.replaceAll('\0', '0'),
    );
    expect(wordsOf(texts.map(shellQuote).join(' '))).toEqual(texts);
  });
});

describe('JSON in ASCII', () => {
  it('means the same as JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const written = asciiJson({ text });
        expect(written).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(written)).toEqual({ text });
      }),
    );
  });
});
