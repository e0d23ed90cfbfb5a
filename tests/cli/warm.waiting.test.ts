import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { schedulesCommand } from '../../main/commands/schedules';
import { warmCommand } from '../../main/commands/warm';
import type { Command } from '../../main/commands/command';
import { setUpSchedules } from '../../workers/schedules';
import { adminToken, eventually, operate, startProduct, type Product } from '../support/product';
import type { ScheduleView } from '../../domain/schedule.schema';

describe('schedules at the command line', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await setUpSchedules(product.client);
    // The first runs of the schedules are over.
    await eventually(async () => (await list()).slice(0, 2).every(one => one.lastResult), 'the first runs');
  }, 60_000);
  afterAll(async () => {
    for (const { id } of await list()) await product.client.schedule.getHandle(id).delete();
    await product.stop();
  });

  const list = async (): Promise<ScheduleView[]> =>
    (await operate(product, '/v1/schedules')).body['schedules'] as ScheduleView[];

  async function run(command: Command, ...args: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await command.run(args, {
      environment: { LEADWIRE_API_URL: product.url, ADMIN_TOKEN: adminToken },
      print: line => out.push(line),
      printError: line => err.push(line),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test.each(['agents', 'qualifications'])('warm %s waits for what it did and what that cost', async what => {
    const { code, out } = await run(warmCommand, what);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ warmed, \d+ warm already, \d+ failed\ncost \$0\.000000, took \d+\.\d s\n\S/);
  });

  test('warm gives programs the result as JSON', async () => {
    const { out } = await run(warmCommand, 'agents', '--json');
    expect(JSON.parse(out)).toMatchObject({ failed: 0, costUsd: 0, errorCode: null });
  });

  test('are listed, paused with a reason, and resumed', async () => {
    expect(await run(schedulesCommand, 'pause', 'warm-responses', '--reason', 'no money')).toMatchObject({
      code: 0,
      out: 'warm-responses: paused',
    });
    expect((await run(schedulesCommand)).out).toMatch(/^warm-responses +paused .*no money$/m);
    expect((await run(schedulesCommand, 'resume', 'warm-responses')).out).toBe('warm-responses: resumed');
    expect((await run(schedulesCommand)).out).toMatch(/^warm-responses +active /m);
    expect((await run(schedulesCommand)).out).toMatch(/^warm-agent-contexts +\w+ .* warmed, .*\$0\.0000/m);
  });

  test('that do not exist are named', async () => {
    await expect(run(schedulesCommand, 'trigger', 'dance')).rejects.toThrow('dance');
  });
});
