import type { z } from 'zod';
import type { faultSchema } from '../../simulator/faults';

/** Orders a simulator to fail; see simulator/faults.ts for the ways. */
export async function orderFault(
  { url }: { readonly url: string },
  fault: z.input<typeof faultSchema>,
): Promise<void> {
  const response = await fetch(`${url}/simulator/faults`, { method: 'POST', body: JSON.stringify([fault]) });
  if (!response.ok) throw new Error(`the simulator refused the fault: ${await response.text()}`);
}
