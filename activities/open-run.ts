import type { CachedAnswer } from '../domain/cached-answer';
import { decideGate, type GateFacts } from '../domain/gate';
import type { WebhookEvent } from '../domain/ghl-event';
import type { AgentId, ContactId, LocationId } from '../domain/ids';
import { detectLanguage } from '../domain/language';
import type { ConversationContext, ConversationMessage } from '../domain/lead-message';
import { assess } from '../domain/qualification';
import { emptyFlow, type Assessment, type QualificationFlow } from '../domain/qualification-flow';
import { situationOf } from '../domain/response-situation';
import { readSurely, type SureMessage } from '../domain/sure-message';
import type { TenantConfiguration } from '../domain/tenant';
import { tags, type Channel } from '../domain/vocabulary';
import type { ConversationState } from '../store/conversations';
import type { Tenant } from '../store/tenants';
import { situationKeys, type AnswerKeys } from './answer-keys';
import { createCoachingEngine, type Coaching } from './coaching';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';
import { gateFacts } from './gate-facts';
import { contextOf } from './lead-context';
import { createResponseLookUp } from './look-up-answers';

export interface OpenRunInput {
  readonly workflowId: string;
  readonly runId: string;
  readonly event: WebhookEvent;
  /** ISO 8601, when the API took the webhook. */
  readonly receivedAt: string;
  /** GHL was asked about the contact just now, with or without success: go on with what is known. */
  readonly contactAsked?: boolean;
}

/** Where this webhook's business figures go. */
export interface MetricsService {
  readonly locationId: LocationId;
  readonly agentId: AgentId | null;
}

/** Everything later stages decide on. It holds decisions and ids; texts stay in Postgres. */
export interface RunOpening {
  readonly tenant: { readonly configuration: TenantConfiguration; readonly version: number } | null;
  readonly metrics: MetricsService | null;
  readonly coaching: Coaching | null;
  readonly gate: GateFacts;
  /** False: GHL was never asked about this contact, so do that before anything is decided. */
  readonly contactKnown: boolean;
  readonly channel: Channel;
  readonly language: string;
  readonly flow: QualificationFlow;
  readonly assessment: Assessment;
  /** Leadwire has answered this contact before. */
  readonly answeredBefore: boolean;
  /** A person was asked to step in before. */
  readonly needsHumanAlready: boolean;
  /** What a rule reads in the message for sure: it needs neither caches nor Claude. */
  readonly sure: SureMessage | null;
  /** Where this message's reply stands in the cache; null without a tenant. */
  readonly keys: AnswerKeys | null;
  /** The finished reply, where the cache had it and the gate lets something through. */
  readonly found: CachedAnswer | null;
  /** How long the cache took, in milliseconds. */
  readonly lookUpMs: number;
  /** So much has left the view since the last summary that a new one is due. */
  readonly summaryDue: boolean;
}

export interface OpeningActivities {
  /**
   * The parallel initialisation: records the webhook and the lead's message, and prepares metrics
   * service, coaching engine, tenant configuration and conversation context; where the gate says yes,
   * the caches are asked too, for each local activity more costs some 4 ms. May run again.
   */
  openRun(input: OpenRunInput): Promise<RunOpening>;
}

/** A contact is read from GHL again after this long. Changes in between reach us as webhooks. */
const contactStaleAfterMs = 24 * 60 * 60 * 1_000;

export function createOpeningActivities(dependencies: ActivityDependencies): OpeningActivities {
  const { store, cache, flows, clock } = dependencies;
  const lookUp = createResponseLookUp(cache);
  const coachingEngine = createCoachingEngine(store.agents, cache);

  async function tenantOf(location: LocationId | null): Promise<Tenant | null> {
    if (location === null) return null;
    if (dependencies.createTenantsOnFirstSight) return store.tenants.findOrCreate(location, 'Demo Realty');
    return store.tenants.find(location);
  }

  /** The row's version was read just now, so a copy that is older is never taken for it. */
  async function flowOf(
    location: LocationId,
    contact: ContactId,
    version: number | null,
  ): Promise<QualificationFlow> {
    if (version === null) return emptyFlow;
    return (await flows.readAtLeast(location, contact, version))?.flow ?? emptyFlow;
  }

  async function openLeadMessage(input: OpenRunInput, tenant: Tenant | null): Promise<RunOpening> {
    const { event, workflowId } = input;
    const { locationId, contactId, messageId } = event;
    let state: ConversationState | null = null;
    let messages: ConversationMessage[] = [];
    let coaching: Coaching | null = null;
    let flow = emptyFlow;
    if (tenant && locationId && contactId && messageId) {
      [state, messages] = await Promise.all([
        store.conversations.state(locationId, contactId, messageId, workflowId),
        store.conversations.openView(workflowId, locationId, contactId),
      ]);
      [coaching, flow] = await Promise.all([
        coachingEngine.coachingOf(locationId, state.contact?.assignedTo),
        flowOf(locationId, contactId, state.flowVersion),
      ]);
    }
    const channel = event.channel ?? 'SMS';
    const assessment = assess(flow);
    const context = contextOf(messages, state?.contact ?? null, channel, state?.summary ?? null);
    const language = languageOf(context, tenant);
    const { contactAsked = false } = input;
    const gate = gateFacts({ event, contactAsked, tenant, state, now: clock.now() });
    const contactKnown = isFresh(state?.contact?.fetchedAt, clock.now());
    const mayAnswer = decideGate(gate).outcome === 'answer' && (contactKnown || contactAsked);
    const sure = mayAnswer ? readSurely(context, flow) : null;
    const keys = mayAnswer && tenant ? situationKeys(tenant, situationOf(context, flow, language)) : null;
    const lookUpStartedAt = clock.elapsed();
    const found = keys && tenant && !sure ? await lookUp(tenant.locationId, keys.response) : null;
    return {
      tenant: tenant && { configuration: tenant.configuration, version: tenant.version },
      metrics: locationId && { locationId, agentId: coaching?.agentId ?? null },
      coaching,
      gate,
      contactKnown,
      channel,
      language,
      flow,
      assessment,
      answeredBefore: state?.answeredBefore ?? false,
      needsHumanAlready: state?.contact?.tags.includes(tags.needsHuman) ?? false,
      sure,
      keys,
      found,
      lookUpMs: Math.round(clock.elapsed() - lookUpStartedAt),
      summaryDue: state?.summaryDue ?? false,
    };
  }

  return {
    openRun: input =>
      withFailures(async () => {
        const { workflowId, runId, event, receivedAt } = input;
        const message = incomingMessage(event, receivedAt);
        const [tenant] = await Promise.all([
          tenantOf(event.locationId),
          store.webhooks.record({ workflowId, runId, event, startedAt: receivedAt, message }),
        ]);
        return openLeadMessage(input, tenant);
      }),
  };
}

function incomingMessage(event: WebhookEvent, receivedAt: string) {
  const { locationId, contactId, messageId, channel, text } = event;
  if (locationId === null || contactId === null || messageId === null || channel === null || text === null)
    return null;
  return {
    locationId,
    contactId,
    messageId,
    conversationId: event.conversationId,
    channel,
    text,
    dateAdded: event.dateAdded ?? event.timestamp ?? receivedAt,
  };
}

const isFresh = (fetchedAt: Date | null | undefined, now: Date): boolean =>
  fetchedAt != null && now.getTime() - fetchedAt.getTime() < contactStaleAfterMs;

/** The newest message decides; where it does not tell ("ok", "3"), what the lead wrote before does. */
function languageOf(context: ConversationContext, tenant: Tenant | null): string {
  const fallback = tenant?.configuration.languages[0] ?? 'en';
  const texts = context.messages.filter(message => message.author === 'lead').map(message => message.text);
  return texts.reduce((language, text) => detectLanguage(text, language), fallback);
}
