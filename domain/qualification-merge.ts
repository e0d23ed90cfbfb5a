import { slotNames, type ExtractedAnswer, type QualificationExtraction, type SlotName } from './analysis';
import { countsFrom } from './qualification-answers';
import type { QualificationFlow } from './qualification-flow';

function usable(answer: ExtractedAnswer | undefined): ExtractedAnswer | null {
  const value = answer?.value?.trim() ?? '';
  const confidence = answer?.confidence ?? Number.NaN;
  if (value === '' || Number.isNaN(confidence)) return null;
  return { value, confidence: Math.min(1, Math.max(0, confidence)) };
}

function newerOf(known: ExtractedAnswer | null, found: ExtractedAnswer | null): ExtractedAnswer | null {
  if (found === null) return known;
  if (known === null) return found;
  const isSame = known.value?.toLowerCase() === found.value?.toLowerCase();
  // To hear the same again never makes it less sure.
  if (isSame) return { value: found.value, confidence: Math.max(known.confidence, found.confidence) };
  return found.confidence >= countsFrom || found.confidence >= known.confidence ? found : known;
}

/**
 * The flow continued with what a message told. A newer answer that counts replaces an older one; a
 * less sure one never displaces a surer one unless it counts itself; what was not said erases
 * nothing. The lead's type stays unless it is newly known.
 */
export function mergeExtraction(
  flow: QualificationFlow,
  extraction: QualificationExtraction,
): QualificationFlow {
  const slots: Partial<Record<SlotName, ExtractedAnswer>> = {};
  for (const name of slotNames) {
    const merged = newerOf(usable(flow.slots[name]), usable(extraction.slots[name]));
    if (merged !== null) slots[name] = merged;
  }
  const leadType = extraction.lead_type === 'unknown' ? flow.leadType : extraction.lead_type;
  return { leadType, slots, lastQuestion: flow.lastQuestion };
}
