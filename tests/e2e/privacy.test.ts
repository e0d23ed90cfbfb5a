import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { decodeEntry } from '../../cache/entry-codec';
import { sendSignal } from '../../stack/process-identity';
import { until } from '../stack/until';
import { inboundMessage } from '../support/product';
import { startOutside, type Outside } from './outside';
import { RunningStack } from './running-stack';

const locationId = 'location-of-the-private';
const contactId = 'contact-of-the-private';
const token = 'pit-ghl-token-3f9c1d77a0b84e2f';
const identity = {
  firstName: 'Zephyrina',
  lastName: 'Quillfeather',
  phone: '+15105550199',
  email: 'zephyrina@quillfeather.example',
};
const words = ['marmalade', 'periwinkle', 'hullabaloo'];

/** What is on disk after runs of every kind of end, as somebody who took the disk would read it. */
describe('on disk', () => {
  let outside: Outside;
  let stack: RunningStack;
  /** File → content, all but keys/. */
  const files = new Map<string, Buffer>();
  let cached: string[] = [];

  beforeAll(async () => {
    outside = await startOutside({ ghl: 1, claude: 1 });
    stack = new RunningStack(outside.environment);
    await stack.start();
    await stack.setUpTenant(locationId, token);
    Object.assign(outside.ghl.state.contact(contactId, locationId), identity, {
      name: `${identity.firstName} ${identity.lastName}`,
    });
    await playEveryEnd();
    cached = await readCache();
    await stack.stop();
    for (const path of filesBelow(stack.dataDir))
      files.set(relative(stack.dataDir, path), readFileSync(path));
  }, 240_000);
  afterAll(async () => {
    await stack.remove();
    await outside.close();
  }, 60_000);

  const says = async (body: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const { body: answer } = await stack.post(inboundMessage({ locationId, contactId, body, ...fields }), {
      prefer: 'wait=10',
    });
    return stack.endOf(answer.workflowId);
  };

  /** Answered, failed at GHL, failed at Claude, and opted out; then Postgres dies in the middle of a run. */
  async function playEveryEnd(): Promise<void> {
    const signature = `my number is ${identity.phone}, I am ${identity.firstName} ${identity.lastName}`;
    expect(await says(`I love ${words[0]} and want 3 bedrooms in Fremont, ${signature}`)).toMatchObject({
      status: 'answered',
    });
    await order(outside.ghl.url, { kind: 'status', status: 422, match: { path: '/conversations/messages' } });
    expect(await says(`My ${words[1]} budget is 800k`)).toMatchObject({ status: 'failed' });
    await order(outside.claude.url, { kind: 'status', status: 400, times: 3 });
    await says(`Write to ${identity.email} about the ${words[1]}`);
    await order(outside.claude.url, { kind: 'answer', text: `{"${words[2]}": 1}`, times: 2 });
    const killed = stack.post(inboundMessage({ locationId, contactId, body: `What of the ${words[2]}?` }));
    sendSignal(stack.pidOf('postgres'), 'SIGKILL');
    await stack.endOf((await killed).body.workflowId);
    await stack.post({ type: 'ContactUpdate', locationId, id: contactId, ...identity, note: words[0] });
    expect(await says(`${words[2]}! STOP`)).toMatchObject({ status: 'opted_out' });
    await until(async () => (await stack.runs('&status=running')).length === 0, 60_000);
  }

  /** Cache entries may be compressed, so they are read as the product reads them. */
  async function readCache(): Promise<string[]> {
    const { redis: port } = JSON.parse(readFileSync(stack.folder.portsFile, 'utf8')) as { redis: number };
    const redis = new Redis({ port });
    try {
      const keys = await redis.keys('*');
      const entries = await Promise.all(keys.map(key => redis.getBuffer(key)));
      return keys.map(
        (key, place) => `${key} ${JSON.stringify(decodeEntry(entries[place] ?? Buffer.alloc(0), key))}`,
      );
    } finally {
      redis.disconnect();
    }
  }

  /** Names of the files in these folders that hold any of the texts, each with the text. */
  const found = (folders: readonly string[], texts: readonly string[]): string[] =>
    [...files]
      .filter(([name]) => folders.some(folder => name.startsWith(`${folder}/`)))
      .flatMap(([name, content]) =>
        texts
          .filter(text => content.includes(text) || content.includes(Buffer.from(text).toString('base64')))
          .map(text => `${name}: ${text}`),
      );

  const personal = [...Object.values(identity), '5105550199'];

  test('there is something to look at', () => {
    const folders = new Set([...files.keys()].map(name => name.split('/')[0]));
    expect([...folders]).toEqual(expect.arrayContaining(['temporal', 'postgres', 'redis', 'logs']));
    expect(cached.length).toBeGreaterThan(0);
    // The texts are really in the runs: Postgres keeps the conversation.
    expect(found(['postgres'], [words[0] ?? '']).length).toBeGreaterThan(0);
    expect(found(['temporal'], [locationId]).length).toBeGreaterThan(0);
    expect(found(['logs'], ['api']).length).toBeGreaterThan(0);
  });

  test('Temporal holds no name, no number, no address and no word of the lead', () => {
    expect(found(['temporal'], [...personal, ...words, token])).toEqual([]);
  });

  test('the logs hold none either, those of the servers included', () => {
    expect(found(['logs'], [...personal, ...words, token])).toEqual([]);
    for (const text of [...personal, ...words, token]) expect(stack.output).not.toContain(text);
  });

  test('the cache holds nothing that tells who the lead is', () => {
    expect(found(['redis'], [...personal, token])).toEqual([]);
    expect(cached.filter(entry => personal.some(text => entry.includes(text)))).toEqual([]);
  });

  test('the GHL token stands nowhere in the clear', () => {
    expect(found(['temporal', 'postgres', 'redis', 'logs'], [token])).toEqual([]);
  });
});

const order = (simulatorUrl: string, fault: unknown): Promise<Response> =>
  fetch(`${simulatorUrl}/simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.startsWith(join(folder, 'keys')));
}
