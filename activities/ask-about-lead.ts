import { z } from 'zod';
import type { Asked, AskClaude, LeadToAnswer } from '../claude/answering';
import { disclosureCharacters } from '../domain/disclosure';
import { checkReply } from '../domain/reply-guard';
import type { ReplyDraft } from '../domain/reply-draft';
import { replySources } from '../domain/reply-sources';
import { hashKey } from '../domain/cache-key';
import type { Tenant } from '../store/tenants';
import { routeOf } from '../domain/model-routes';
import { askOnce, type Fitness } from './ask-claude';
import { createAnalysisCache } from './cached-analysis';
import type { ActivityDependencies } from './dependencies';
import type { RunReference } from './lead-context';

/**
 * Asks Claude on behalf of one run: through the books, with the guard over each reply, and with the
 * caches of the two analyses before it, in which concurrent runs with the same request share one call.
 */
export function askAboutLead(
  dependencies: ActivityDependencies,
  run: RunReference,
  lead: LeadToAnswer,
  tenant: Tenant,
): AskClaude {
  const { clock } = dependencies;
  const fromCache = createAnalysisCache(dependencies);
  const sources = replySources(lead);
  // The disclosure goes with our first message.
  const isFirst = !lead.context.messages.some(message => message.author === 'bot');
  const tailCharacters = isFirst ? disclosureCharacters(lead.tenant.disclosure) : 0;

  function fit<T>({ draftOf }: Asked<T>, value: T): Fitness<T> {
    if (!draftOf) return { fit: true, value };
    const draft = draftOf(value);
    const { channel } = lead.context;
    const checked = checkReply(draft.reply, { ...lead, channel, sources, tailCharacters });
    if (!checked.ok) return { fit: false, reason: checked.sentence };
    return { fit: true, value: withReply(value, draft, checked.text) };
  }

  return async function ask<T>(asked: Asked<T>): Promise<T> {
    const { prompt, schema } = asked;
    const question = {
      ...run,
      route: routeOf(prompt.task, tenant.configuration, clock.now()),
      prompt,
      schema,
      fit: (value: T) => fit(asked, value),
    };
    const { task } = prompt;
    if (task !== 'semantic' && task !== 'qualification') return askOnce(dependencies, question);
    return fromCache({
      ...{ workflowId: run.workflowId, locationId: run.locationId, task, schema },
      key: hashKey({ tenant: tenant.locationId, model: question.route.model, prompt }),
      ask: () => askOnce(dependencies, question),
    });
  };
}

const holdsDraft = z.looseObject({ reply: z.string(), asks: z.string().nullable() });

/**
 * The same answer with the reply as the guard lets it out: quotes straight, cut at a sentence's end. A
 * question that was cut off, or never stood there, is not asked.
 */
function withReply<T>(value: T, draft: ReplyDraft, reply: string): T {
  const asks = reply.includes('?') ? draft.asks : null;
  if (draft.reply === reply && draft.asks === asks) return value;
  return holdsDraft.safeParse(value).success ? { ...value, reply, asks } : value;
}
