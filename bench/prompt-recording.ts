import { z } from 'zod';
import type { RecordedPrompt } from '../simulator/prompt-record';
import type { BenchStack } from './bench-stack';
import { inSimulator, readFromSimulator } from './simulator-control';
import type { DialogueTrafficOptions } from './dialogue-traffic';
import type { RecordedLead } from './prompt-marks';

const recordedPrompt = z.object({
  model: z.string(),
  scope: z.string(),
  minimumTokens: z.number(),
  blocks: z.array(
    z.object({ digest: z.string(), tokens: z.number(), mark: z.enum(['5m', '1h']).nullable() }),
  ),
  outputTokens: z.number(),
});
const recorded = z.object({ prompts: z.array(recordedPrompt) });

/** More than a turn makes. */
const callsOfATurn = 100;

/**
 * What Claude is asked in each turn of each lead.
 * @param play plays one lead after the other, and says when a turn has ended
 */
export async function recordLeads(
  { claudeUrl }: BenchStack,
  play: (onTurn: Required<DialogueTrafficOptions>['onTurn']) => Promise<unknown>,
): Promise<RecordedLead[]> {
  const leads = new Map<string, RecordedPrompt[][]>();
  const beginAnew = (): Promise<void> => inSimulator(claudeUrl, 'prompts', { keep: callsOfATurn });
  await beginAnew();
  await play(async (_, { contactId }) => {
    const { prompts } = await readFromSimulator(claudeUrl, 'prompts', recorded);
    await beginAnew();
    leads.set(contactId, [...(leads.get(contactId) ?? []), prompts]);
  });
  return [...leads.values()];
}
