import { createHash, randomBytes } from 'node:crypto';
import { contextOf } from '../activities/lead-context';
import { createClaude, type Claude } from '../claude/claude-client';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../domain/analysis.schema';
import { parseWebhookEvent } from '../domain/ghl-event.schema';
import { detectLanguage } from '../domain/language';
import { fillPlaceholders } from '../domain/placeholders';
import { qualificationPrompt } from '../domain/prompts/qualification';
import { replyDraftSchema } from '../domain/reply-draft.schema';
import { replyPrompt } from '../domain/prompts/reply';
import { semanticPrompt } from '../domain/prompts/semantic';
import { assess, mergeExtraction } from '../domain/qualification';
import { emptyFlow } from '../domain/qualification-flow';
import { checkReply } from '../domain/reply-guard';
import { runIdOf } from '../domain/workflow-ids';
import { createGhlClient, type GhlClient } from '../ghl/ghl-client';
import { systemClock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import { createCipher } from '../runtime/encryption';
import { LeadwireError } from '../runtime/errors';
import { createLogger } from '../runtime/logger';
import { openStore, type Store } from '../store/store';

export interface SequentialOptions {
  readonly databaseUrl: string;
  readonly ghlUrl: string;
  readonly claudeUrl: string;
}

/** The yardstick: what a plain webhook handler would do. */
export interface SequentialPipeline {
  /** Answers one webhook from its body to its send. @throws LeadwireError or what Postgres throws */
  answer(rawBody: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * The same work as a run of Leadwire, one step after the other: no caches, no parallel calls, and
 * nothing durable. It uses the product's own clients, prompts and tables against the same simulators
 * and database, and is called within this process: HTTP, signature and actions in GHL are spared it.
 */
export function openSequentialPipeline({
  databaseUrl,
  ghlUrl,
  claudeUrl,
}: SequentialOptions): SequentialPipeline {
  const logger = createLogger('bench', 'warn');
  // Nothing that it writes is sealed; the store asks for a cipher all the same.
  const cipher = createCipher([{ id: 'bench', key: randomBytes(32) }]);
  const store = openStore(databaseUrl, cipher, logger);
  const claude = createClaude({
    apiKey: 'simulated',
    baseUrl: claudeUrl,
    timeoutMs: defaults.claude.timeoutMs,
  });
  const ghl = createGhlClient({
    baseUrl: ghlUrl,
    timeoutMs: defaults.ghl.timeoutMs,
    tokenFor: async location => `simulated-${location}`,
  });
  return { answer: rawBody => answer(rawBody, store, claude, ghl), close: () => store.close() };
}

async function answer(rawBody: Buffer, store: Store, claude: Claude, ghl: GhlClient): Promise<void> {
  const event = parseWebhookEvent(
    JSON.parse(rawBody.toString('utf8')),
    createHash('sha256').update(rawBody).digest('hex'),
  );
  const { locationId, contactId, messageId, channel, text } = event ?? {};
  if (!event || !locationId || !contactId || !messageId || !channel || !text)
    throw new LeadwireError('invalid_request', 'the benchmark sends messages of leads only');

  const workflowId = `bench-sequential/${locationId}/${event.webhookId}`;
  const now = systemClock.now().toISOString();
  const message = {
    ...{ locationId, contactId, messageId, channel, text },
    conversationId: event.conversationId,
    dateAdded: event.dateAdded ?? now,
  };
  await store.webhooks.record({ workflowId, runId: runIdOf(workflowId), event, startedAt: now, message });
  const tenant = await store.tenants.findOrCreate(locationId, 'Demo Realty');

  const fetched = await ghl.getContact(locationId, contactId);
  await store.contacts.save(locationId, contactId, {
    firstName: fetched.firstName,
    lastName: fetched.lastName,
    phone: fetched.phone,
    email: fetched.email,
    tags: fetched.tags,
    doNotDisturb: {},
    assignedTo: fetched.assignedTo,
  });
  const state = await store.conversations.state(locationId, contactId, messageId, workflowId);
  const known = (await store.flows.find(locationId, contactId))?.flow ?? emptyFlow;
  const messages = await store.conversations.openView(workflowId, locationId, contactId);
  const context = contextOf(messages, state.contact, channel, state.summary);

  const { models } = tenant.configuration;
  const semantic = await claude.ask(semanticPrompt(context), {
    model: models.analysis,
    schema: semanticAnalysisSchema,
  });
  const extraction = await claude.ask(qualificationPrompt(context, known.lastQuestion), {
    model: models.analysis,
    schema: qualificationExtractionSchema,
  });
  const flow = mergeExtraction(known, extraction.value);
  const assessment = assess(flow);
  const language = detectLanguage(text, 'en');
  const written = await claude.ask(
    replyPrompt({
      ...{ context, flow, assessment, language },
      tenant: tenant.configuration,
      semantic: semantic.value,
      isRead: true,
    }),
    { model: models.reply, schema: replyDraftSchema },
  );
  const checked = checkReply(written.value.reply, { channel, tenant: tenant.configuration, language });
  if (!checked.ok) throw new LeadwireError('claude_invalid_answer', `the reply is unfit: ${checked.reason}`);

  await ghl.sendMessage(locationId, {
    type: channel,
    contactId,
    message: fillPlaceholders(checked.text, fetched),
  });
  await store.runs.end({
    workflowId,
    status: 'answered',
    replySource: 'claude',
    leadTemperature: assessment.temperature,
    explanation: 'answered by the sequential pipeline of the benchmark',
    errorCode: null,
    timings: {},
  });
}
