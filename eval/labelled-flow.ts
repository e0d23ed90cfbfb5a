import { slotNames, type ExtractedAnswer, type SlotName } from '../domain/analysis';
import type { QualificationFlow } from '../domain/qualification-flow';
import type { LabelledMessage } from './labels';

/** Said plainly, and in vague words: what the prompt asks Claude to write for them. */
const plainly = 0.9;
const vaguely = 0.6;

/** What would be known of the lead if every label had been read off the page. "Either" is left out. */
export function labelledFlow({ slots, expect }: LabelledMessage): QualificationFlow {
  const answers: Partial<Record<SlotName, ExtractedAnswer>> = {};
  for (const name of slotNames) {
    const label = slots[name];
    if (label === undefined || label.counts === 'either') continue;
    answers[name] = { value: label.value[0] ?? '', confidence: label.counts ? plainly : vaguely };
  }
  const [leadType, other] = expect.lead_type ?? [];
  return {
    leadType: other === undefined ? (leadType ?? 'unknown') : 'unknown',
    slots: answers,
    lastQuestion: null,
  };
}
