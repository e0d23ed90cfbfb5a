import { comparableText } from './comparable-text';
import { slotNames, type SlotName } from './analysis';
import type { ResponseSituation } from './response-situation';
import type { TenantConfiguration } from './tenant';

/** The texts of a situation, as `ResponseSituation` has them. */
type SituationTexts = Pick<ResponseSituation, 'messages' | 'answering' | 'flow'>;

export interface ComparableSituation {
  readonly messages: readonly string[];
  readonly answering: string | null;
  readonly answers: readonly (readonly [slot: SlotName, value: string, confidence: number])[];
}

/**
 * The texts of a situation by what they mean: what the response key is made of, and so all of a
 * conversation that leads with the same key have in common.
 */
export function comparableSituation({ messages, answering, flow }: SituationTexts): ComparableSituation {
  return {
    messages: messages.map(comparableText),
    answering: answering === null ? null : comparableText(answering),
    answers: slotNames.flatMap(slot => {
      const { value = null, confidence = 0 } = flow.slots[slot] ?? {};
      return value === null ? [] : [[slot, comparableText(value), confidence] as const];
    }),
  };
}

/**
 * All that a reply may say to another lead with the same key: what the key holds, what was and is asked,
 * and the tenant's own texts.
 * @param questions in words
 */
export function sharedText(
  situation: SituationTexts,
  questions: readonly string[],
  tenant?: TenantConfiguration,
): string {
  const { messages, answering, answers } = comparableSituation(situation);
  const own = tenant ? [tenant.name, ...tenant.voice.facts, ...tenant.voice.links] : [];
  return [...messages, answering ?? '', ...answers.map(([, value]) => value), ...questions, ...own].join(
    '\n',
  );
}
