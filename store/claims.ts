import type { Action } from '../domain/action';
import type { QualificationExtraction } from '../domain/analysis';
import type { ContactId, LocationId, MessageId, SendId } from '../domain/ids';
import type { QuestionName } from '../domain/qualification-flow';
import type { Channel, ReplySource, EndStatus } from '../domain/vocabulary';
import { lockConversation, reasonNotToWrite } from './conversation-lock';
import type { Database, Queries } from './database';
import { continueFlow, type StoredFlow } from './qualification-flows';
import { planActions } from './run-actions';

export interface ClaimRequest {
  readonly workflowId: string;
  readonly sendId: SendId;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly messageId: MessageId;
  readonly channel: Channel;
  readonly reply: string;
  readonly replySource: ReplySource;
  readonly actions: readonly Action[];
  readonly extraction: QualificationExtraction | null;
  readonly question: QuestionName | null;
  /** The reply answers for its messages, and is not sent: draft mode, or a person is to answer alone. */
  readonly isWithheld: boolean;
  /** Puts the bot to sleep, for a person is to go on; null: it stays awake. */
  readonly pause: ClaimedPause | null;
}

export interface ClaimedPause {
  /** For a person, without personal data: "the lead asked for a person". */
  readonly reason: string;
  readonly hours: number;
}

export type Claim =
  | { readonly outcome: 'claimed' }
  | { readonly outcome: 'stopped'; readonly status: EndStatus; readonly explanation: string };

export interface ClaimResult {
  readonly claim: Claim;
  /** The lead's flow as it was written; null where an earlier attempt had claimed already. */
  readonly flow: StoredFlow | null;
}

const stopped = (status: EndStatus, explanation: string): Claim => ({
  outcome: 'stopped',
  status,
  explanation,
});

/**
 * The one authority for answering. In one transaction, with the conversation locked, it looks again
 * at everything that may have changed since the run began, and either records the send with the
 * messages it answers or says why this run must not answer. Repeating it gives the first outcome.
 *
 * What the lead told us is kept in either case: a run that may not answer still learnt something.
 */
export function claimReply(database: Database, request: ClaimRequest, now: Date): Promise<ClaimResult> {
  return database.transaction(async queries => {
    const { locationId, contactId, workflowId } = request;
    const conversation = await lockConversation(queries, locationId, contactId);
    const [own] = await queries.query('claim-own', 'select 1 from sends where workflow_id = $1', [
      workflowId,
    ]);
    if (own) return { claim: { outcome: 'claimed' }, flow: null };

    const reason = reasonNotToWrite(conversation, request.channel, now, workflowId);
    const stop = reason
      ? stopped(reason.status, `not answered: ${reason.why}`)
      : await reasonFromMessages(queries, request);
    const flow = await continueFlow(
      queries,
      locationId,
      contactId,
      request.extraction,
      stop ? undefined : request.question,
    );
    if (stop) return { claim: stop, flow };

    await recordSend(queries, request);
    if (request.pause) await pauseConversation(queries, request, request.pause);
    await planActions(queries, workflowId, request.actions);
    return { claim: { outcome: 'claimed' }, flow };
  });
}

/**
 * Another run has answered this message, or the run of a newer one is under way with this message in
 * its view, and will. A newer run that does not see this message (it came late) leaves it to us.
 *
 * Runs that gave way to this one left their messages to it: they are its duties beside its own, and it
 * gives way only to a run that sees them all. So none is lost between runs that each trust the next.
 */
async function reasonFromMessages(queries: Queries, request: ClaimRequest): Promise<Claim | null> {
  const [row] = await queries.query<{ covered: boolean; newer: boolean }>(
    'claim-look',
    `with own as (
       select date_added, message_id from messages where location_id = $1 and contact_id = $2 and message_id = $3
     ), seen as (
       select unnest(in_view) as message_id from runs where workflow_id = $4 union select $3
     ), duties as (
       select message.message_id from seen
       join messages message on message.location_id = $1 and message.message_id = seen.message_id
       left join runs bringer on bringer.workflow_id = message.workflow_id
       where message.contact_id = $2 and message.author = 'lead'
         and (message.message_id = $3 or (
           bringer.status in ('running', 'superseded')
           and (message.date_added, message.message_id) < (select date_added, message_id from own)))
         and not exists (
           select 1 from send_covers where location_id = $1 and message_id = message.message_id)
     )
     select
       not exists (select 1 from duties)
         and exists (select 1 from send_covers where location_id = $1 and message_id = $3) as covered,
       exists (
         select 1 from messages newer
         join runs on runs.workflow_id = newer.workflow_id and runs.status = 'running' and runs.workflow_id <> $4
           and runs.in_view @> (select array_agg(message_id) from duties)
         where newer.location_id = $1 and newer.contact_id = $2 and newer.author = 'lead'
           and (newer.date_added, newer.message_id) > (select date_added, message_id from own)
           and not exists (
             select 1 from send_covers where location_id = $1 and message_id = newer.message_id)
       ) as newer`,
    [request.locationId, request.contactId, request.messageId, request.workflowId],
  );
  if (row?.covered)
    return stopped('superseded', 'not answered on its own: another reply already answers this message');
  if (row?.newer)
    return stopped(
      'superseded',
      'not answered on its own: the lead wrote again, and the reply to that covers both',
    );
  return null;
}

/** The reply answers every message of the lead that it was written in view of and nobody answered yet. */
async function recordSend(queries: Queries, request: ClaimRequest): Promise<void> {
  await queries.query(
    'claim-send',
    `with send as (
       insert into sends (id, location_id, contact_id, workflow_id, channel, body, reply_source, status)
       values ($1, $2, $3, $4, $5, $6, $7, $9)
     )
     insert into send_covers (location_id, message_id, send_id)
     select message.location_id, message.message_id, $1
     from (select unnest(in_view) as message_id from runs where workflow_id = $4 union select $8) seen
     join messages message on message.location_id = $2 and message.message_id = seen.message_id
     where message.contact_id = $3 and message.author = 'lead'
     on conflict do nothing`,
    [
      request.sendId,
      request.locationId,
      request.contactId,
      request.workflowId,
      request.channel,
      request.reply,
      request.replySource,
      request.messageId,
      request.isWithheld ? 'withheld' : 'claimed',
    ],
  );
}

/** A person's own pause, or a longer one, stays. */
async function pauseConversation(
  queries: Queries,
  { locationId, contactId, workflowId }: ClaimRequest,
  { reason, hours }: ClaimedPause,
): Promise<void> {
  await queries.query(
    'claim-pause',
    `update conversations set paused_until = now() + make_interval(secs => $3::double precision * 3600), paused_reason = $4, paused_by = $5
     where location_id = $1 and contact_id = $2
       and (paused_until is null or paused_until < now() + make_interval(secs => $3::double precision * 3600))`,
    [locationId, contactId, hours, reason, workflowId],
  );
}
