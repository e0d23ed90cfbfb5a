import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import type { SimulatedSend } from '../../simulator/ghl-state';
import { isRunning } from '../../stack/process-identity';
import { until } from '../stack/until';
import { messageOf, RunningStack } from './running-stack';

const locationId = 'location-of-a-newcomer';
const text = 'Hello, do you have anything with 3 bedrooms in San Jose?';

/** One stack for the whole file: what a newcomer does in the first hour, in that order. */
describe('on a stack that was just started, with nothing set', () => {
  const stack = new RunningStack();
  let cookie = '';
  beforeAll(() => stack.start(), 150_000);
  afterAll(() => stack.remove(), 60_000);

  const facts = () => JSON.parse(readFileSync(stack.folder.stackFile, 'utf8')) as Record<string, string>;
  const sendsTo = async (contactId: unknown): Promise<SimulatedSend[]> => {
    const response = await fetch(`${facts()['ghlUrl']}/simulator/state?contactId=${String(contactId)}`);
    return ((await response.json()) as { sends: SimulatedSend[] }).sends;
  };
  const page = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${stack.apiUrl}${path}`, { headers: { cookie, ...headers }, redirect: 'manual' });

  test('the box names every address, and the token to sign in with', () => {
    for (const line of [
      stack.apiUrl,
      `${stack.apiUrl}/dashboard`,
      `${stack.apiUrl}/temporal`,
      stack.adminToken(),
    ])
      expect(stack.output).toContain(line);
    expect(stack.output).toContain('npx leadwire send');
  });

  test('everything says that it is ready', async () => {
    expect((await page('/healthz')).status).toBe(200);
    const ready = await page('/readyz');
    expect(ready.status).toBe(200);
  });

  test('a first webhook is answered, once, and again not at all', async () => {
    const message = messageOf(locationId, text);
    const first = await stack.post(message, { prefer: 'wait=10' });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ success: true, duplicate: false, message: expect.any(String) });
    const run = await stack.endOf(first.body.workflowId);
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
    const second = await stack.post(message, { prefer: 'wait=5' });
    expect(second.body).toMatchObject({ duplicate: true, message: first.body.message });
    const sends = await sendsTo(message['contactId']);
    expect(sends.map(send => send.message)).toEqual([first.body.message]);
  }, 60_000);

  test('a webhook that was signed by nobody is refused', async () => {
    const { status, body } = await stack.post(messageOf(locationId, 'x'), { 'x-ghl-signature': 'N/A' });
    expect([status, body.error?.code]).toEqual([401, 'invalid_signature']);
  });

  test('the dashboard is behind the token, and shows the run with what happened', async () => {
    expect(await (await page('/dashboard')).text()).not.toContain('answered');
    const signIn = (token: string) =>
      fetch(`${stack.apiUrl}/dashboard/session`, {
        method: 'POST',
        body: new URLSearchParams({ token }),
        redirect: 'manual',
      });
    expect((await signIn('guessed')).status).toBe(401);
    const signedIn = await signIn(stack.adminToken());
    expect(signedIn.status).toBe(303);
    const setCookie = signedIn.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/HttpOnly/i);
    expect(setCookie).toMatch(/SameSite=Strict/i);
    cookie = setCookie.split(';')[0] ?? '';
    const overview = await (await page('/dashboard')).text();
    expect(overview).toContain('answered with a reply written by Claude');
    expect(overview).not.toContain('3 bedrooms');
  });

  test('the run is readable in Temporal: summary, details, search attributes', () =>
    stack.temporal(async client => {
      const [run] = await stack.runs();
      const handle = client.workflow.getHandle(run?.workflowId ?? '');
      const description = await handle.describe();
      const { summary, details } = description.raw.executionConfig?.userMetadata ?? {};
      // Sealed, so the Web UI shows them only to who may call /codec/decode.
      for (const part of [summary, details])
        expect(Buffer.from(part?.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
      expect(await description.staticSummary()).toBe('InboundMessage by SMS');
      expect(await description.staticDetails()).toContain(text);
      expect(description.searchAttributes).toMatchObject({
        LocationId: [locationId],
        ContactId: [run?.contactId],
        EventType: ['InboundMessage'],
        ReplySource: ['claude'],
        LeadTemperature: [expect.stringMatching(/^(hot|warm|cold)$/)],
      });
      const found = await until(async () => {
        const ids: string[] = [];
        for await (const one of client.workflow.list({ query: `LocationId = '${locationId}'` }))
          ids.push(one.workflowId);
        return ids.length > 0 && ids;
      });
      expect(found).toContain(run?.workflowId);
    }));

  test('the Web UI answers behind the sign-in, and its payloads open only there', async () => {
    const own = cookie;
    cookie = '';
    const refused = await page('/temporal');
    expect([refused.status, refused.headers.get('location')]).toEqual([302, '/dashboard?next=%2Ftemporal']);
    cookie = own;
    const ui = await page('/temporal/');
    expect(ui.status).toBe(200);
    expect(await ui.text()).toContain('<html');
    const [run] = await stack.runs();
    const api = `/temporal/api/v1/namespaces/default/workflows/${encodeURIComponent(run?.workflowId ?? '')}`;
    const described = await page(api);
    expect(described.status).toBe(200);
    const text = await described.text();
    const { executionConfig } = JSON.parse(text) as {
      executionConfig: { userMetadata: { summary: unknown; details: unknown } };
    };
    const decoded = await fetch(`${stack.apiUrl}/codec/decode`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({
        payloads: [executionConfig.userMetadata.summary, executionConfig.userMetadata.details],
      }),
    });
    expect(decoded.status).toBe(200);
    const { payloads } = (await decoded.json()) as { payloads: { data: string }[] };
    const [summary, details] = payloads.map(({ data }) => Buffer.from(data, 'base64').toString());
    expect(summary).toContain('InboundMessage by SMS');
    expect(details).toContain(locationId);
  });

  test('the schedule that warms agents is there, runs, and warms the agent of the lead who wrote', () =>
    stack.temporal(async client => {
      const schedule = client.schedule.getHandle('warm-agent-contexts');
      const runs = () => schedule.describe().then(({ info }) => info.recentActions);
      const before = await until(async () => {
        const done = await runs();
        return done.length > 0 && done.length;
      });
      await schedule.trigger();
      const newest = await until(async () => {
        const done = await runs();
        return done.length > before && done.at(-1)?.action.workflow;
      });
      const workflow = client.workflow.getHandle(newest.workflowId, newest.firstExecutionRunId);
      // The run itself had built it: nothing was left to do.
      expect(await workflow.result()).toMatchObject({ warmed: 0, alreadyWarm: 1, failed: 0, costUsd: 0 });
    }));

  test('a restart keeps runs, tenant, conversation, caches, keys and ports', async () => {
    await stack.operate('/v1/tenants/location-kept', 'PUT', { name: 'Kept Homes', ghlToken: 'token-kept' });
    // The last Redis writes are on disk a second later at the most, also without this orderly end.
    const runs = await stack.runs();
    const before = { ports: readFileSync(stack.folder.portsFile, 'utf8'), token: stack.adminToken() };
    const pids = Object.values(stack.pids());
    expect(await stack.stop()).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(stack.pids()).toEqual({});

    await stack.start();
    expect(await stack.runs()).toEqual(runs);
    expect({ ports: readFileSync(stack.folder.portsFile, 'utf8'), token: stack.adminToken() }).toEqual(
      before,
    );
    expect(await stack.operate('/v1/tenants/location-kept')).toMatchObject({
      configuration: { name: 'Kept Homes' },
      hasGhlToken: true,
    });
    expect((await page('/dashboard')).status).toBe(200);
    expect(await (await page('/dashboard')).text()).toContain('answered with a reply written by Claude');
    const again = await stack.post(messageOf(locationId, text));
    expect(await stack.endOf(again.body.workflowId)).toMatchObject({
      status: 'answered',
      replySource: 'cache',
    });
  }, 150_000);

  test('SIGTERM in the middle of a run lets it end, and leaves no process behind', async () => {
    const { body } = await stack.post(messageOf(locationId, 'Hi, I want to sell my condo in Oakland'));
    const pids = Object.values(stack.pids());
    expect(await stack.stop()).toBe(0);
    expect([stack.pid, ...pids].filter(isRunning)).toEqual([]);
    expect(existsSync(stack.folder.stackFile)).toBe(false);
    await stack.start();
    expect(await stack.endOf(body.workflowId)).toMatchObject({ status: 'answered' });
    expect(await stack.stop()).toBe(0);
  }, 150_000);
});
