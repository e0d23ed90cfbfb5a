import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { startProduct, type Product } from '../support/product';
import { eventsOf, executionsOf } from './history';
import { newLead, type Lead } from './lead';

/**
 * What one webhook costs Temporal, exactly. Latency and capacity follow these numbers: an execution
 * costs about 26 ms of CPU, an event a write, an activity two hops through the server. A change must
 * be deliberate: if one of these tests fails, know which stage added or saved what, and then set the
 * new number.
 */
describe('one webhook takes exactly', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  const text = 'Hello, do you have anything with 3 bedrooms in San Jose?';

  /**
   * Counted up to the order to start the children. What follows, the children's answers, comes in one
   * task or in several, by how fast they are: `after` names its kinds.
   */
  const figuresOf = async (workflowId: string) => {
    const all = await eventsOf(product, workflowId);
    const end = all.lastIndexOf('START_CHILD_WORKFLOW_EXECUTION_INITIATED') + 1;
    const events = end === 0 ? all : all.slice(0, end);
    const count = (type: string): number => events.filter(one => one === type).length;
    return {
      executions: await executionsOf(product, workflowId),
      events: events.length,
      workflowTasks: count('WORKFLOW_TASK_COMPLETED'),
      activities: count('ACTIVITY_TASK_SCHEDULED'),
      localActivities: count('MARKER_RECORDED'),
      after: [
        ...new Set(all.slice(end || all.length).filter(type => !type.startsWith('WORKFLOW_TASK'))),
      ].filter(type => type !== 'CHILD_WORKFLOW_EXECUTION_COMPLETED'),
    };
  };

  const childrenStartedAndDone = ['CHILD_WORKFLOW_EXECUTION_STARTED', 'WORKFLOW_EXECUTION_COMPLETED'];

  /** A lead whose contact is known and to whose next message another lead's answer is cached. */
  const warmLead = async (): Promise<Lead> => {
    const lead = newLead(product);
    await lead.says('Hi there');
    const other = newLead(product, lead.locationId);
    await other.says('Hi there');
    await other.says(text);
    return lead;
  };

  test('this much on the warm path: a known contact, the reply from the cache', async () => {
    const lead = await warmLead();
    const run = await lead.says(text);
    expect(run).toMatchObject({ status: 'answered', replySource: 'cache' });
    // Open and claim; send (a regular activity); close and hand over.
    expect(await figuresOf(run.workflowId)).toEqual({
      executions: 2,
      events: 15,
      workflowTasks: 2,
      activities: 1,
      localActivities: 3,
      after: childrenStartedAndDone,
    });
  });

  test('this much on the cold path: an unknown contact, two analyses and a reply side by side', async () => {
    const run = await newLead(product).says(text);
    expect(run).toMatchObject({ status: 'answered', replySource: 'claude' });
    // Open; contact; open again; analyses and reply; claim; send; close and hand over.
    expect(await figuresOf(run.workflowId)).toEqual({
      executions: 2,
      events: 28,
      workflowTasks: 4,
      activities: 3,
      localActivities: 4,
      after: childrenStartedAndDone,
    });
  });

  test('this much for the child that writes its figures; nobody is to be told, so there is no other', async () => {
    const run = await newLead(product).says('Hi there');
    expect(await figuresOf(`${run.workflowId}/metrics`)).toEqual({
      executions: 1,
      events: 6,
      workflowTasks: 1,
      activities: 0,
      localActivities: 1,
      after: [],
    });
    const notifications = product.client.workflow.getHandle(`${run.workflowId}/notifications`);
    await expect(notifications.describe()).rejects.toThrow(WorkflowNotFoundError);
  });

  test('one child more where somebody is to be told', async () => {
    const run = await newLead(product).says('STOP');
    expect(await figuresOf(run.workflowId)).toMatchObject({ executions: 3 });
  });

  test('this much for a message that is stopped at the gate', async () => {
    const lead = newLead(product);
    await lead.says('STOP');
    const run = await lead.says('Hello?');
    expect(run).toMatchObject({ status: 'opted_out' });
    expect(await figuresOf(run.workflowId)).toEqual({
      executions: 2,
      events: 8,
      workflowTasks: 1,
      activities: 0,
      localActivities: 2,
      after: childrenStartedAndDone,
    });
  });
});
