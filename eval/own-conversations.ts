import { slotNames, type SlotName } from '../domain/analysis';
import { ownConversationSchema, type LabelledConversation, type SlotLabel } from './labels';

/**
 * Reads a conversation of our own, one line of `data/conversations.jsonl`: what each message tells
 * anew is added up, so that every message knows all that was told by then.
 */
export function ownConversation(line: unknown): LabelledConversation {
  const { id, kind, channel, lead, language, turns } = ownConversationSchema.parse(line);
  const known = new Map<SlotName, SlotLabel>();
  return {
    ...{ id, kind, channel, lead },
    turns: turns.map(turn => {
      if (turn.speaker === 'agent') return turn;
      const { told, ...expect } = turn.expect;
      for (const slot of slotNames) {
        const label = told[slot];
        if (label === null) known.delete(slot);
        else if (label !== undefined) known.set(slot, label);
      }
      return {
        speaker: 'lead',
        text: turn.text,
        returning: turn.returning,
        language: expect.language ?? language,
        expect,
        slots: Object.fromEntries(known),
        labelled: slotNames,
      };
    }),
  };
}
