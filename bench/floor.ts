import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { newGhlId } from '../main/commands/inbound-message';
import { systemClock } from '../runtime/clock';
import { atConstantRate } from './constant-rate';
import type { emptyWorkflow } from './floor-workflow';
import { percentilesOf, type Percentiles } from './percentiles';

/** Runs that are not measured: the first ones compile and connect. */
const warmUps = 10;

export interface FloorResult extends Percentiles {
  /** From the call to the moment at which the start is durable. */
  readonly start: Percentiles;
  readonly sent: number;
  readonly answered: number;
}

export interface FloorOptions {
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly perSecond: number;
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * What an empty workflow costs here and now, started eagerly on a worker of its own in this process
 * and awaited, at the same rate. No durable answer can be quicker.
 */
export async function measureFloor(options: FloorOptions): Promise<FloorResult> {
  const { temporalAddress: address, namespace } = options;
  // It warns of a worker without activities, and that is what this one is.
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger, shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address });
  try {
    const taskQueue = `bench-floor-${newGhlId()}`;
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      workflowBundle: await bundleWorkflowCode({
        workflowsPath: require.resolve('./floor-workflow'),
        logger,
      }),
    });
    const client = new Client({ connection, namespace });
    return await worker.runUntil(() => measure(client, taskQueue, options));
  } finally {
    await connection.close();
  }
}

async function measure(
  client: Client,
  taskQueue: string,
  { perSecond, count, signal }: FloorOptions,
): Promise<FloorResult> {
  const runOnce = async (): Promise<{ startMs: number; resultMs: number }> => {
    const began = systemClock.elapsed();
    const handle = await client.workflow.start<typeof emptyWorkflow>('emptyWorkflow', {
      taskQueue,
      workflowId: `bench-floor/${newGhlId()}`,
      requestEagerStart: true,
    });
    const startMs = systemClock.elapsed() - began;
    await handle.result();
    return { startMs, resultMs: systemClock.elapsed() - began };
  };
  for (let index = 0; index < warmUps; index += 1) await runOnce();
  const measured: { startMs: number; resultMs: number }[] = [];
  let begun = 0;
  await atConstantRate({ perSecond, count, signal }, async () => {
    begun += 1;
    const times = await runOnce().catch(() => undefined);
    if (times) measured.push(times);
  });
  return {
    ...percentilesOf(measured.map(one => one.resultMs)),
    start: percentilesOf(measured.map(one => one.startMs)),
    sent: begun,
    answered: measured.length,
  };
}
