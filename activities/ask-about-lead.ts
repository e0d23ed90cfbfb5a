import { z } from 'zod';
import type { Asked, AskClaude, LeadToAnswer } from '../claude/answering';
import { checkReply } from '../domain/reply-guard';
import type { ReplyDraft } from '../domain/reply-draft';
import { replySources } from '../domain/reply-sources';
import { hashKey } from '../domain/cache-key';
import type { CacheType } from '../cache/strategies';
import type { Tenant } from '../store/tenants';
import { routeOf } from '../domain/model-routes';
import { askOnce, type Fitness } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import type { RunReference } from './lead-context';

/** Tasks whose answers any run with the same request may have. */
const cachedTasks: Readonly<Partial<Record<string, CacheType>>> = {
  semantic: 'semantic',
  qualification: 'qualification',
};

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
  const { cache, clock } = dependencies;
  const sources = replySources(lead);

  function fit<T>({ draftOf }: Asked<T>, value: T): Fitness<T> {
    if (!draftOf) return { fit: true, value };
    const draft = draftOf(value);
    const checked = checkReply(draft.reply, { ...lead, channel: lead.context.channel, sources });
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
    const type = cachedTasks[prompt.task];
    if (!type) return askOnce(dependencies, question);
    const key = hashKey({ tenant: tenant.locationId, model: question.route.model, prompt });
    const load = (): Promise<T> => askOnce(dependencies, question);
    const parsed = schema.safeParse(await cache.getOrLoad(type, tenant.locationId, key, load));
    if (parsed.success) return parsed.data;
    // Another version of Leadwire wrote it otherwise.
    await cache.delete(type, tenant.locationId, key);
    return load();
  };
}

const holdsReply = z.object({ reply: z.string() });

/** The same answer with the reply as the guard lets it out: quotes straight, cut at a sentence's end. */
const withReply = <T>(value: T, draft: ReplyDraft, reply: string): T =>
  draft.reply === reply || !holdsReply.safeParse(value).success ? value : { ...value, reply };
