import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { taskQueues } from '../../domain/temporal-names';
import { createDataConverter } from '../../runtime/data-converter';
import { createClaudeWorker, createGhlWorker } from '../../workers/create-workers';
import { startProduct, type Product } from '../support/product';
import { fullEndOf, newLead } from './lead';

let product: Product;
beforeAll(async () => (product = await startProduct({ withoutActivityWorkers: true })), 60_000);
afterAll(() => product.stop());

/** Takes a task as a worker does, and is never heard of again. */
const takeAndDie = () =>
  product.connection.workflowService.pollActivityTaskQueue({
    namespace: product.namespace,
    taskQueue: { name: taskQueues.claude },
    identity: 'a worker that dies',
  });

test('a worker that dies while it waits for Claude is noticed by its heartbeat, and another one answers the lead', async () => {
  const { connection, namespace, dependencies, cipher } = product;
  const setup = { connection, namespace, dependencies, dataConverter: createDataConverter(cipher) };
  const ghlWorker = await createGhlWorker(setup);
  const claudeWorker = await createClaudeWorker(setup);
  const ghlWorking = ghlWorker.run();

  const lead = newLead(product);
  const workflowId = await lead.writes('Hi, I want a lighthouse in Mendocino');
  const taken = await takeAndDie();
  expect(taken.activityType?.name).toBe('answerLead');
  const claudeWorking = claudeWorker.run();
  const run = await fullEndOf(product, workflowId);
  for (const worker of [ghlWorker, claudeWorker]) worker.shutdown();
  await Promise.all([ghlWorking, claudeWorking]);

  expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
  expect(lead.received()).toHaveLength(1);
  const { events } = await product.client.workflow.getHandle(workflowId).fetchHistory();
  const started = (events ?? []).flatMap(event => event.activityTaskStartedEventAttributes ?? []);
  const second = started.find(({ attempt }) => attempt === 2);
  expect(second?.lastFailure?.timeoutFailureInfo?.timeoutType).toBe(
    temporal.api.enums.v1.TimeoutType.TIMEOUT_TYPE_HEARTBEAT,
  );
}, 60_000);
