import { z } from 'zod';
import { contactId, locationId } from '../domain/ids';
import { slotNames, type ExtractedAnswer } from '../domain/analysis';
import { emptyFlow, type QualificationFlow } from '../domain/qualification-flow';
import { qualificationFlowSchema } from '../domain/qualification-flow.schema';
import { stages, leadTypes, temperatures } from '../domain/vocabulary';
import type { StoredFlow } from '../domain/stored-flow';
import { LeadwireError } from '../runtime/errors';
import { operation } from './operation';

const path = z.object({
  locationId: z.string().min(1).max(200),
  contactId: z.string().min(1).max(200),
});

const qualificationView = z.object({
  locationId: z.string(),
  contactId: z.string(),
  version: z.number().int().describe('grows by one with each change; 0: nothing is known of the lead yet'),
  leadType: z.enum(leadTypes),
  answers: qualificationFlowSchema.shape.slots.describe(
    'what the lead told us, by slot, with how sure we are',
  ),
  lastQuestion: qualificationFlowSchema.shape.lastQuestion.describe('what we asked last'),
  score: z.number().int().describe('0 to 100'),
  temperature: z.enum(temperatures),
  stage: z.enum(stages),
  complete: z.boolean(),
  nextQuestion: qualificationFlowSchema.shape.lastQuestion.describe('what we would ask next'),
});

function viewOf(
  location: string,
  contact: string,
  { flow, assessment, version }: StoredFlow,
): z.infer<typeof qualificationView> {
  const { score, temperature, stage, complete, nextQuestion } = assessment;
  return {
    locationId: location,
    contactId: contact,
    version,
    leadType: flow.leadType,
    answers: { ...flow.slots },
    lastQuestion: flow.lastQuestion,
    score,
    temperature,
    stage,
    complete,
    nextQuestion,
  };
}

export const getQualification = operation({
  method: 'get',
  path: '/v1/qualifications/{locationId}/{contactId}',
  summary: 'What is known of a lead: answers, score, temperature, stage and the next question.',
  parameters: path,
  query: z.object({}),
  result: qualificationView,
  async handle({ parameters }, { flows }) {
    const { locationId: location, contactId: contact } = parameters;
    const stored = await flows.read(locationId(location), contactId(contact));
    if (!stored)
      throw new LeadwireError(
        'not_found',
        `Nothing is known yet of contact ${contact} of location ${location}`,
      );
    return viewOf(location, contact, stored);
  },
});

/** A person who writes it down is sure. */
const confidenceOfPerson = 1;

const changeSchema = z.strictObject({
  version: z.number().int().min(0).describe('the version that was read; 0 where there was none'),
  leadType: z.enum(leadTypes).optional(),
  answers: z
    .partialRecord(z.enum(slotNames), z.string().trim().min(1).max(500).nullable())
    .default({})
    .describe('by slot; null takes an answer back; slots that are left out stay as they are'),
});

function changed(flow: QualificationFlow, change: z.infer<typeof changeSchema>): QualificationFlow {
  const answers = Object.entries(change.answers).map(([slot, value]): [string, ExtractedAnswer] => [
    slot,
    { value: value ?? null, confidence: value == null ? 0 : confidenceOfPerson },
  ]);
  return {
    ...flow,
    leadType: change.leadType ?? flow.leadType,
    slots: { ...flow.slots, ...Object.fromEntries(answers) },
  };
}

export const putQualification = operation({
  method: 'put',
  path: '/v1/qualifications/{locationId}/{contactId}',
  summary:
    'Corrects what is known of a lead. 409 where it is no longer at the version that was read, so that nobody’s change is lost.',
  parameters: path,
  query: z.object({}),
  body: changeSchema,
  result: qualificationView,
  async handle({ parameters, body }, { store, flows }) {
    const location = locationId(parameters.locationId);
    const contact = contactId(parameters.contactId);
    // From Postgres: a change is made to what is there now.
    const current = await store.flows.find(location, contact);
    if ((current?.version ?? 0) !== body.version)
      throw new LeadwireError(
        'conflict',
        `The qualification is at version ${current?.version ?? 0}, not ${body.version}; read it again and repeat the change`,
      );
    const flow = changed(current?.flow ?? emptyFlow, body);
    const stored = await store.flows.update(location, contact, body.version, flow);
    await flows.written(location, contact, stored);
    return viewOf(location, contact, stored);
  },
});
