import type { Action } from './action';
import type { HandOff } from './hand-off';
import { answerTo, questionsFor, shareOf } from './qualification-answers';
import type { Assessment, QualificationFlow } from './qualification-flow';
import type { TenantConfiguration } from './tenant';
import { tags, type Channel, type LeadTemperature } from './vocabulary';

export interface ActionInput {
  /** As assessed before this message, or null where there was no flow. */
  readonly before: Assessment | null;
  readonly after: Assessment;
  /** After this message. */
  readonly flow: QualificationFlow;
  /** Before this message; without it every known answer counts as new. */
  readonly flowBefore?: QualificationFlow | null;
  /** Why a person is to go on, or null. */
  readonly handOff: HandOff | null;
  readonly tenant: TenantConfiguration;
  /** Leadwire answers this contact for the first time. */
  readonly firstReply: boolean;
  /** The contact has the tag Needs-Human: a person knows already, no second task is made. */
  readonly needsHumanAlready?: boolean;
}

const temperatureTags: Readonly<Record<LeadTemperature, string>> = {
  hot: tags.hotLead,
  warm: tags.warmLead,
  cold: tags.coldLead,
};

const addTag = (tag: string): Action => ({ type: 'add_tag', tag });
const removeTag = (tag: string): Action => ({ type: 'remove_tag', tag });

const becomesHot = ({ before, after }: ActionInput): boolean =>
  after.temperature === 'hot' && before?.temperature !== 'hot';

function temperatureActions({ before, after }: ActionInput): Action[] {
  if (before?.temperature === after.temperature) return [];
  const old = before === null ? [] : [removeTag(temperatureTags[before.temperature])];
  return [...old, addTag(temperatureTags[after.temperature])];
}

const fieldSlots = ['budget', 'area', 'timeline'] as const;

/** The values that custom fields may show, as text. */
function fieldValues(
  assessment: Assessment | null,
  flow: QualificationFlow | null,
): Readonly<Partial<Record<keyof TenantConfiguration['customFields'], string>>> {
  const answers = fieldSlots.flatMap(slot => {
    const value = flow?.slots[slot]?.value;
    return value ? [[slot, value] as const] : [];
  });
  const assessed = assessment && { score: String(assessment.score), temperature: assessment.temperature };
  return { ...Object.fromEntries(answers), ...assessed };
}

function fieldActions(input: ActionInput): Action[] {
  const before = fieldValues(input.before, input.flowBefore ?? null);
  const after = fieldValues(input.after, input.flow);
  const names = ['score', 'temperature', ...fieldSlots] as const;
  return names.flatMap((name): Action[] => {
    const fieldId = input.tenant.customFields[name];
    const value = after[name];
    if (fieldId === undefined || value === undefined || value === before[name]) return [];
    return [{ type: 'update_custom_field', fieldId, value }];
  });
}

/** What is known of a lead, one line for each answer, for the agent's note. */
export function summaryOf(flow: QualificationFlow, assessment: Assessment): string {
  const answers = questionsFor(flow.leadType)
    .filter(question => shareOf(flow, question) > 0 && question !== 'requirements')
    .map(question => `${question}: ${answerTo(flow, question)?.value ?? ''}`);
  const requirements = (['beds', 'baths', 'must_haves'] as const).flatMap(slot => {
    const value = flow.slots[slot]?.value;
    return value ? [`${slot.replace('_', ' ')}: ${value}`] : [];
  });
  const head = `${assessment.temperature} ${flow.leadType === 'unknown' ? 'lead' : flow.leadType}, score ${assessment.score} of 100`;
  return [head, ...answers, ...(flow.leadType === 'seller' ? [] : requirements)].join('\n');
}

function hotLeadActions(input: ActionInput): Action[] {
  if (!becomesHot(input)) return [];
  const note: Action = { type: 'add_note', body: summaryOf(input.flow, input.after) };
  const workflowId = input.tenant.hotLeadWorkflowId;
  return workflowId === null ? [note] : [note, { type: 'trigger_workflow', workflowId }];
}

/** Minutes in which a person should step in. */
const humanDueInMinutes = 15;

function humanActions({ handOff, needsHumanAlready }: ActionInput): Action[] {
  if (handOff === null || needsHumanAlready === true) return [];
  return [
    addTag(tags.needsHuman),
    {
      type: 'create_task',
      title: 'A lead needs a person',
      body: `${handOff.sentence} Please read the conversation and answer.`,
      dueInMinutes: humanDueInMinutes,
    },
  ];
}

/** What the assistant wrote and did not send, for the person who answers. */
export const draftNote = (text: string): Action => ({
  type: 'add_note',
  body: `Draft by the assistant, not sent:\n${text}`,
});

/**
 * What is to be done in GHL after a reply, in order. The old temperature's tag goes before the new
 * one comes, and the workflow of hot leads starts last, when tags and fields that it may look at
 * are set. Nothing has changed: no actions.
 */
export function decideActions(input: ActionInput): Action[] {
  const { before, after, firstReply } = input;
  return [
    ...(firstReply ? [addTag(tags.aiEngaged)] : []),
    ...temperatureActions(input),
    ...(after.complete && before?.complete !== true ? [addTag(tags.aiQualified)] : []),
    ...fieldActions(input),
    ...humanActions(input),
    ...hotLeadActions(input),
  ];
}

/**
 * How an opt-out shows in GHL: do-not-disturb first, for it alone stops what others send. Which of GHL's
 * switches a channel has is the GHL client's to know.
 */
export function optOutActions(channel: Channel): Action[] {
  return [{ type: 'set_do_not_disturb', channel, status: 'active' }, addTag(tags.optOut)];
}

/** How a return shows in GHL: both are cleared. */
export function optInActions(channel: Channel): Action[] {
  return [{ type: 'set_do_not_disturb', channel, status: 'inactive' }, removeTag(tags.optOut)];
}
