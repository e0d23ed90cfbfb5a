import type { z } from 'zod';
import { LeadwireError } from '../runtime/errors';

/** Sets something in a simulator. @throws LeadwireError `start_failed` */
export async function inSimulator(simulatorUrl: string, what: string, body: object): Promise<void> {
  const response = await fetch(`${simulatorUrl}/simulator/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new LeadwireError(
      'start_failed',
      `the simulator at ${simulatorUrl} does not take /simulator/${what}`,
    );
}

/** @throws LeadwireError `start_failed` */
export async function readFromSimulator<T>(
  simulatorUrl: string,
  what: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(`${simulatorUrl}/simulator/${what}`);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success)
    throw new LeadwireError(
      'start_failed',
      `the simulator at ${simulatorUrl} does not show /simulator/${what}`,
    );
  return parsed.data;
}
