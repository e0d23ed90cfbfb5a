import { z } from 'zod';
import type { SlotName } from '../domain/analysis';
import type { LeadType } from '../domain/vocabulary';
import { mattersAsked, questionOf } from './asked-questions';
import type { LabelledConversation, LabelledMessage, SlotLabel } from './labels';

const recordedSchema = z.object({
  id: z.string(),
  turns: z.array(
    z.discriminatedUnion('speaker', [
      z.object({
        speaker: z.literal('lead'),
        text: z.string(),
        intent: z.enum(['FindApartment', 'ScheduleVisit', 'NONE']),
        slots: z.record(z.string(), z.string()),
      }),
      z.object({ speaker: z.literal('agent'), text: z.string() }),
    ]),
  ),
});
type RecordedTurn = z.infer<typeof recordedSchema>['turns'][number];
type LeadTurn = Extract<RecordedTurn, { speaker: 'lead' }>;

/** Those who labelled the dataset wrote down no more than these three of our slots wherever they are told. */
const alwaysLabelled: readonly SlotName[] = ['area', 'beds', 'baths'];
/** And these are told in hardly any of its conversations: a find is wrong unless a word speaks for it. */
const neverToldOtherwise: readonly SlotName[] = ['budget', 'timeline', 'financing', 'motivation', 'price'];
const mayTellMore =
  /[$€]|\b(?:budget|cheap\w*|expensive|afford\w*|money|mov(?:e|ed|ing)|soon|asap|immediately|tonight|month(?:ly)?|job|work|famil\w*|child\w*|because|retir\w*|lease|lender|loan|deposit|buy|sell|own|new place|live|closer?|near)\b/iu;
const furnishing = /furnish|funish|furniture/iu;

/** How a conversation with its labels becomes one of ours; docs/evaluation.md says the rules. */
export function recordedDialogue(line: unknown): LabelledConversation {
  const { id, turns } = recordedSchema.parse(line);
  return {
    ...{ id, kind: 'recorded', channel: 'SMS', lead: {} },
    turns: turns.map((turn, index) =>
      turn.speaker === 'agent' ? agentTurn(turn.text) : leadTurn(turn, turns.slice(0, index + 1)),
    ),
  };
}

function agentTurn(text: string) {
  const [matter] = mattersAsked(text);
  return { speaker: 'agent' as const, text, asks: matter === undefined ? null : questionOf[matter] };
}

function leadTurn(turn: LeadTurn, soFar: readonly RecordedTurn[]): LabelledMessage {
  const told = soFar.flatMap(({ speaker, text }) => (speaker === 'lead' ? [text] : [])).join('\n');
  const heard = soFar.map(({ text }) => text).join('\n');
  const slots = slotsOf(turn);
  const tellsNothingElse = !mayTellMore.test(told);
  const isCertain = tellsNothingElse && !furnishing.test(told) && slots.area && slots.beds;
  return {
    speaker: 'lead',
    text: turn.text,
    returning: false,
    language: 'en',
    slots,
    labelled: [
      ...alwaysLabelled,
      ...(slots.must_haves ? (['must_haves'] as const) : []),
      ...(tellsNothingElse ? neverToldOtherwise : []),
    ],
    expect: {
      lead_type: leadTypesOf(told, heard),
      ...intentAndWish(turn, soFar),
      // Place and rooms are two of a renter's answers, and nobody told a third.
      ...(isCertain ? { temperature: 'warm' as const } : {}),
      hands_off: false,
      reply: { must_not: [], must_not_say: [] },
    },
  };
}

function slotsOf({ slots }: LeadTurn): Partial<Record<SlotName, SlotLabel>> {
  const sure = (value: string): SlotLabel => ({ value: [value], counts: true });
  return {
    ...(slots['area'] === undefined ? {} : { area: sure(slots['area']) }),
    ...(slots['number_of_beds'] === undefined ? {} : { beds: sure(slots['number_of_beds']) }),
    ...(slots['number_of_baths'] === undefined ? {} : { baths: sure(slots['number_of_baths']) }),
    ...(slots['pets_allowed'] === 'True' ? { must_haves: sure('pet') } : {}),
  };
}

/** The dataset is of people who rent; whether they have said so by now decides how sure one can be. */
function leadTypesOf(told: string, heard: string): LeadType[] {
  if (/\brent|\blease/i.test(told)) return ['renter'];
  return /\brent|per month/i.test(heard) ? ['renter', 'unknown'] : ['renter', 'buyer', 'unknown'];
}

function intentAndWish(turn: LeadTurn, soFar: readonly RecordedTurn[]): Partial<LabelledMessage['expect']> {
  switch (turn.intent) {
    case 'FindApartment':
      return {
        intent:
          Object.keys(turn.slots).length === 0 ? ['actively_looking', 'researching'] : ['actively_looking'],
      };
    case 'ScheduleVisit': {
      const before = soFar.slice(0, -1).findLast(({ speaker }) => speaker === 'lead');
      const isNew = before?.speaker === 'lead' && before.intent !== 'ScheduleVisit';
      return { intent: ['ready_to_buy'], ...(isNew ? { wishes: ['appointment'] } : {}) };
    }
    case 'NONE':
      return {};
  }
}
