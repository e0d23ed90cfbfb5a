import { answerToKeep } from '../domain/cached-answer';
import type { CachedAnswer } from '../domain/cached-answer.schema';
import { isOpen } from '../domain/next-question';
import { mergeExtraction } from '../domain/qualification';
import type { ReplyDraft } from '../domain/reply-draft';
import { checkReply } from '../domain/reply-guard';
import { replySources } from '../domain/reply-sources';
import { contextOfSituation } from '../domain/response-situation';
import type { KeptSituation } from '../store/response-situations';
import type { Tenant } from '../store/tenants';
import type { Understanding } from './response-requests';

/** A reply to a kept situation as it may be given to other leads by the rules of this release, or why it may not. */
export function keepableResponse(
  draft: ReplyDraft,
  { situation, answer: before }: KeptSituation,
  { semantic, extraction }: Understanding,
  { configuration: tenant }: Tenant,
): CachedAnswer | string {
  const { channel, language, flow } = situation;
  const context = contextOfSituation(situation);
  const sources = replySources({ context, tenant, flow });
  const checked = checkReply(draft.reply, { channel, tenant, language, sources });
  if (!checked.ok) return checked.reason;
  const { asks } = draft;
  if (asks !== null && !isOpen(mergeExtraction(flow, extraction), asks)) return 'asks_what_is_known';
  const written = { ...draft, reply: checked.text };
  const decision = answerToKeep({
    ...written,
    ...{ semantic, extraction, context, tenant, language },
    flowBefore: flow,
  });
  if (!decision.keep) return decision.reason;
  return before.cost ? { ...decision.answer, cost: before.cost } : decision.answer;
}
