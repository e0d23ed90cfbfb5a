/**
 * The closed lists of the field: what an analysis, a flow, a run or an action may be called.
 * One place, used by the zod schemas (which validate what Claude says) and by the pure rules,
 * so that nothing is ever written under one name and read under another.
 */
export const primaryIntents = [
  'researching',
  'actively_looking',
  'ready_to_buy',
  'ready_to_sell',
  'just_browsing',
  'needs_nurturing',
  'not_qualified',
] as const;
export type PrimaryIntent = (typeof primaryIntents)[number];

export const urgencies = ['unknown', 'low', 'medium', 'high', 'immediate'] as const;
export type Urgency = (typeof urgencies)[number];

export const sentiments = [
  'neutral',
  'very_positive',
  'positive',
  'negative',
  'very_negative',
  'angry',
] as const;
export type Sentiment = (typeof sentiments)[number];

export const objections = [
  'price',
  'timeline',
  'location',
  'financing',
  'features',
  'market_conditions',
  'trust',
  'competition',
  'family_decision',
  'other',
] as const;
export type Objection = (typeof objections)[number];

export const leadTypes = ['unknown', 'buyer', 'seller', 'renter'] as const;
export type LeadType = (typeof leadTypes)[number];

export const temperatures = ['cold', 'warm', 'hot'] as const;
export type LeadTemperature = (typeof temperatures)[number];

export const stages = [
  'initial_contact',
  'rapport',
  'needs_discovery',
  'deep_dive',
  'refinement',
  'urgency',
  'readiness',
  'next_steps',
] as const;
export type ConversationStage = (typeof stages)[number];

export const coachingStyles = ['aggressive', 'balanced', 'supportive'] as const;
export type CoachingStyle = (typeof coachingStyles)[number];

export const coachingIntensities = ['light_touch', 'moderate', 'intensive', 'critical'] as const;
export type CoachingIntensity = (typeof coachingIntensities)[number];

/** Where a reply goes out. The names are GHL's `type` of POST /conversations/messages. */
export const channels = ['SMS', 'Email', 'WhatsApp', 'FB', 'IG', 'Live_Chat'] as const;
export type Channel = (typeof channels)[number];

export const runStatuses = [
  'running',
  'answered',
  'superseded',
  'opted_out',
  'paused',
  'handed_off',
  'ignored',
  'failed',
] as const;
export type RunStatus = (typeof runStatuses)[number];
/** How a run may end. */
export type EndStatus = Exclude<RunStatus, 'running'>;

export const replySources = ['cache', 'claude', 'template', 'none'] as const;
export type ReplySource = (typeof replySources)[number];

/** Tags that Leadwire sets in GHL, spelt as agencies know them. */
export const tags = {
  hotLead: 'Hot-Lead',
  warmLead: 'Warm-Lead',
  coldLead: 'Cold-Lead',
  aiEngaged: 'AI-Engaged',
  aiQualified: 'AI-Qualified',
  needsHuman: 'Needs-Human',
  optOut: 'TCPA-Opt-Out',
  deliveryFailed: 'Delivery-Failed',
} as const;
