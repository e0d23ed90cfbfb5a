import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { faultSchema } from '../../simulator/faults';
import type { SimulatedContact } from '../../simulator/ghl-contact';
import type { SimulatedSend } from '../../simulator/ghl-state';
import type { Run } from '../../store/runs';
import { endOf, eventually, inboundMessage, operate, postWebhook, type Product } from '../support/product';

/** A lead at a location of its own, as seen from GHL: what they write, and what they get. */
export interface Lead {
  readonly locationId: string;
  readonly contactId: string;
  /** Posts a signed message and returns once it is acknowledged, with the workflow id of its run. */
  writes(text: string, fields?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The same, and waits until the run has ended and its actions are applied. */
  says(text: string, fields?: Readonly<Record<string, unknown>>): Promise<Run>;
  /** A message that somebody at the location wrote to the lead, as GHL tells us of it. */
  isWrittenTo(text: string, fields?: Readonly<Record<string, unknown>>): Promise<string>;
  /** What went out to the lead through GHL, oldest first. */
  received(): readonly SimulatedSend[];
  /** The lead's record in GHL, with tags and do-not-disturb. */
  inGhl(): SimulatedContact;
  /** Titles of the tasks that people got about the lead. */
  tasks(): readonly string[];
}

/** @param locationId default: a location that nobody else uses */
export function newLead(product: Product, locationId = `location-${randomUUID()}`): Lead {
  const contactId = `contact-${randomUUID()}`;
  const { state } = product.ghl;
  const post = async (fields: Readonly<Record<string, unknown>>): Promise<string> => {
    const { status, body } = await postWebhook(product, inboundMessage({ locationId, contactId, ...fields }));
    if (status !== 200 || body.workflowId === undefined)
      throw new Error(`the webhook was answered ${status}: ${JSON.stringify(body)}`);
    return body.workflowId;
  };
  const lead: Lead = {
    locationId,
    contactId,
    writes: (text, fields) => post({ body: text, ...fields }),
    says: async (text, fields) => fullEndOf(product, await lead.writes(text, fields)),
    isWrittenTo: (text, fields) =>
      post({ type: 'OutboundMessage', direction: 'outbound', source: 'app', body: text, ...fields }),
    received: () => state.sends.filter(send => send.contactId === contactId),
    inGhl: () => state.contact(contactId, locationId),
    tasks: () => state.tasks.filter(task => task.contactId === contactId).map(task => task.title),
  };
  return lead;
}

/** The run's row once its workflow is over: after the end state come tags, notes and tasks. */
export async function fullEndOf(product: Product, workflowId: string): Promise<Run> {
  const result = product.client.workflow.getHandle(workflowId).result();
  // A failed run rejects; what it failed for stands in its row.
  await result.catch(() => undefined);
  return endOf(product, workflowId);
}

/** Waits until a run has asked Claude for this task. */
export const untilAsked = (product: Product, workflowId: string, task: string): Promise<unknown> =>
  eventually(async () => {
    const [call] = await rows(product, 'select 1 from claude_calls where workflow_id = $1 and task = $2', [
      workflowId,
      task,
    ]);
    return call;
  }, `the question ${task} of ${workflowId}`);

/** Orders a simulator to fail; see simulator/faults.ts for the ways. */
export const failWith = (
  simulator: { readonly url: string },
  fault: z.input<typeof faultSchema>,
): Promise<void> => control(simulator, 'faults', fault);

/** Ends all failing that was ordered and did not strike yet, and forgets all that went before. */
export const startAfresh = (simulator: { readonly url: string }): Promise<void> =>
  control(simulator, 'reset', {});

/** Sets how long a simulator takes for each answer, in milliseconds. */
export const takeLonger = (simulator: { readonly url: string }, ms: number): Promise<void> =>
  control(simulator, 'latency', { ms });

async function control(simulator: { readonly url: string }, what: string, body: unknown): Promise<void> {
  const response = await fetch(`${simulator.url}/simulator/${what}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the simulator refused ${what}: ${await response.text()}`);
}

/** Sets a location up as an operator does. */
export async function setUpTenant(
  product: Product,
  locationId: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { status, body } = await operate(product, `/v1/tenants/${locationId}`, {
    method: 'PUT',
    json: { name: 'Harbor Homes', ghlToken: `token-of-${locationId}`, ...settings },
  });
  if (status !== 200) throw new Error(`the tenant was refused: ${JSON.stringify(body)}`);
}

/** Rows of the product's database. A statement is named after its text, for Postgres keeps it by name. */
export const rows = <Row extends object>(
  product: Product,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> => {
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return product.dependencies.store.database.query<Row>(`test-${name}`, text, [...values]);
};

/** How often each task was answered by the simulated Claude so far. */
export const claudeCalls = (product: Product): Readonly<Record<string, number>> => ({
  ...product.claude.state.calls,
});
