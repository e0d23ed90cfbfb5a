import type { QualificationExtraction, SemanticAnalysis, SlotName } from '../../domain/analysis';
import { slotNames } from '../../domain/analysis';
import type { GateFacts } from '../../domain/gate';
import type { ConversationContext, LeadIdentity } from '../../domain/lead-message';
import { emptyFlow, type QualificationFlow } from '../../domain/qualification-flow';
import { configurationAt } from '../../domain/model-routes';
import type { TenantConfiguration } from '../../domain/tenant';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';
import type { LeadType } from '../../domain/vocabulary';

type Answer = readonly [value: string | null, confidence: number];
type Answers = Readonly<Partial<Record<SlotName, Answer>>>;

const answer = ([value, confidence]: Answer) => ({ value, confidence });

export function flowOf(leadType: LeadType, answers: Answers = {}): QualificationFlow {
  const slots = Object.fromEntries(Object.entries(answers).map(([name, given]) => [name, answer(given)]));
  return { ...emptyFlow, leadType, slots };
}

/** Every slot told, all equally sure. */
export function fullFlowOf(
  leadType: LeadType,
  confidence: number,
  price: Answer = ['x', confidence],
): QualificationFlow {
  const all = Object.fromEntries(slotNames.map(name => [name, ['x', confidence] as const]));
  return flowOf(leadType, { ...all, price });
}

export function extractionOf(lead_type: LeadType, answers: Answers = {}): QualificationExtraction {
  const slots = Object.fromEntries(slotNames.map(name => [name, answer(answers[name] ?? [null, 0])]));
  return { lead_type, slots: slots as QualificationExtraction['slots'] };
}

export const tenantOf = (settings: object = {}): TenantConfiguration =>
  configurationAt(
    tenantConfigurationSchema.parse({ name: 'Canary Homes', ...settings }),
    new Date('2026-10-25'),
  );

export const calm: SemanticAnalysis = {
  primary_intent: 'actively_looking',
  urgency: 'medium',
  sentiment: 'neutral',
  objections: [],
  wishes: { human: false, appointment: false, call: false },
  language: 'en',
  confidence: 0.9,
};

export const maria: LeadIdentity = {
  firstName: 'Maria',
  lastName: 'Delgado',
  phone: '+15105550123',
  email: 'maria.delgado@example.com',
};

export const nobody: LeadIdentity = { firstName: null, lastName: null, phone: null, email: null };

type Line = readonly [author: 'lead' | 'bot' | 'human', text: string];

export function contextOf(
  lines: readonly Line[],
  more: Partial<ConversationContext> = {},
): ConversationContext {
  const messages = lines.map(([author, text], index) => ({
    id: `m${index}`,
    author,
    text,
    dateAdded: new Date(Date.UTC(2026, 0, 1, 12, index)).toISOString(),
  }));
  return { channel: 'SMS', messages, returning: false, identity: maria, listing: null, ...more };
}

const hour = 3_600_000;

/** A fresh message of a lead whom nothing keeps from being answered. */
export const answerableFacts: GateFacts = {
  kind: 'lead_message',
  tenant: 'live',
  optOut: null,
  optedOut: false,
  doNotDisturb: false,
  pausedUntil: null,
  pausedReason: null,
  handedOff: false,
  blockedTag: null,
  missingRequiredTags: [],
  messageAgeMs: 2_000,
  maxAnswerAgeMs: 24 * hour,
  duplicateMemoryMs: 30 * 24 * hour,
  alreadyCovered: false,
  now: '2026-03-01T15:00:00.000Z',
};
