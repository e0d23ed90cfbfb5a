import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ScheduleView } from '../../domain/schedule.schema';
import { warmCommand } from '../../main/commands/warm';

type Moment = Pick<ScheduleView, 'running' | 'lastResult'>;

const running = (runId: string) => ({ workflowId: `warm-agent-contexts-${runId}`, runId, progress: null });
const resultOf = (runId: string) => ({
  ...{ workflowId: `warm-agent-contexts-${runId}`, runId, explanation: 'a test', errorCode: null },
  ...{ startedAt: '2026-01-02T03:00:00.000Z', endedAt: '2026-01-02T03:00:01.000Z' },
  ...{ warmed: 1, alreadyWarm: 2, failed: 0, costUsd: 0 },
});
const scheduleAt = (moment: Moment): ScheduleView => ({
  ...{ id: 'warm-agent-contexts', does: 'warms', paused: false, note: null },
  ...{ lastRunAt: null, nextRunAt: null, ...moment },
});

describe('npx leadwire warm', () => {
  let server: Server;
  afterEach(() => new Promise(resolve => server.close(resolve)));

  /**
   * An operations API that shows these moments one after the other, those after the trigger once it was
   * triggered; the last of each stays.
   */
  async function warmAt(before: readonly Moment[], afterwards: readonly Moment[]) {
    const left = { now: [...before] };
    let triggers = 0;
    const err: string[] = [];
    const out: string[] = [];
    server = createServer((request, response) => {
      if (request.method === 'POST') {
        triggers += 1;
        left.now = [...afterwards];
      }
      const [moment] = left.now.length > 1 ? left.now.splice(0, 1) : left.now;
      const view = scheduleAt(moment ?? { running: null, lastResult: null });
      const body = request.method === 'POST' ? { id: view.id } : { schedules: [view] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const code = await warmCommand.run(['agents', '--json'], {
      environment: {
        LEADWIRE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ADMIN_TOKEN: 'a token of this test',
      },
      print: line => out.push(line),
      printError: line => err.push(line),
    });
    return { code, triggers, runId: (JSON.parse(out.join('\n')) as { runId: string }).runId, err };
  }

  const done = { running: null, lastResult: resultOf('first') };
  const next = [
    { running: running('second'), lastResult: resultOf('first') },
    { running: null, lastResult: resultOf('second') },
  ];

  test('does not wait for a run that has told its result already: it starts one of its own', async () => {
    const closing = { running: running('first'), lastResult: resultOf('first') };
    const { code, triggers, runId, err } = await warmAt([closing, closing, done], next);
    expect({ code, triggers, runId }).toEqual({ code: 0, triggers: 1, runId: 'second' });
    expect(err.join()).not.toContain('running already');
  });

  test('waits for a run that is under way, and starts none', async () => {
    const underWay = { running: running('second'), lastResult: resultOf('first') };
    const over = { running: running('second'), lastResult: resultOf('second') };
    const { triggers, runId, err } = await warmAt([underWay, underWay, over], []);
    expect({ triggers, runId }).toEqual({ triggers: 0, runId: 'second' });
    expect(err.join()).toContain('running already');
  });
});
