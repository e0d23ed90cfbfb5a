import type { ContactId, LocationId } from '../domain/ids';
import { assess } from '../domain/qualification';
import type { QualificationFlow } from '../domain/qualification-flow';
import type { ChangedFlow, FlowChange, FlowChanges, FlowCursor } from '../domain/stored-flow';
import type { Database } from './database';

interface ChangeRow {
  location_id: LocationId;
  contact_id: ContactId;
  flow: QualificationFlow;
  version: number;
  /** What the page is ordered by, as a text: a `Date` would round it. */
  position: string;
}

interface TimedRow extends ChangeRow {
  seconds_ago: number;
}

const changedFlow = ({ location_id, contact_id, flow, version }: ChangeRow): ChangedFlow => ({
  locationId: location_id,
  contactId: contact_id,
  flow,
  assessment: assess(flow),
  version,
});

const flowChange = (row: TimedRow): FlowChange => ({ ...changedFlow(row), secondsAgo: row.seconds_ago });

const secondsAgo = 'extract(epoch from now() - updated_at)::float8 as seconds_ago';
const flowsPerPage = 1_000;

/**
 * What was committed and what `cursor` has not seen; see `FlowRepository`. Postgres itself says what a
 * snapshot has seen, so that neither a transaction that began early and committed late is missed, nor a
 * long one makes everything after it come again and again.
 *
 * A backup that was loaded into a younger server holds numbers of transactions that are yet to come there:
 * in no snapshot are they seen, so such rows are left out, or each look would give the whole table. Who
 * follows knows of them as of a table that is another one now.
 */
export async function changesSince(
  database: Database,
  cursor: FlowCursor | null,
  seconds: number,
): Promise<FlowChanges> {
  // Taken before the rows: what commits in between is seen again next time, never missed.
  const [now] = await database.query<FlowCursor & { wentBack: boolean | null; recently: string }>(
    'flow-snapshot',
    `select concat_ws('/', extract(epoch from pg_postmaster_start_time()),
         pg_relation_filenode(to_regclass('qualification_flows'))) as server,
       pg_current_snapshot()::text as snapshot,
       pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax($1::pg_snapshot) as "wentBack",
       (now() - make_interval(secs => $2))::text as recently`,
    [cursor?.snapshot ?? null, seconds],
  );
  if (!now) throw new Error('a select without a table returned no row');
  const restarted = cursor !== null && (cursor.server !== now.server || now.wentBack === true);
  const afterCursor = (at: ChangeRow | undefined) =>
    database.query<TimedRow>(
      'flow-changes',
      `select location_id, contact_id, flow, version, ${secondsAgo}, changed_in::text as position
       from qualification_flows
       where changed_in >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(changed_in, $1::pg_snapshot)
         and changed_in < pg_snapshot_xmax(pg_current_snapshot())
         and (changed_in, location_id, contact_id) > ($2::xid8, $3, $4)
       order by changed_in, location_id, contact_id limit ${flowsPerPage}`,
      [cursor?.snapshot, at?.position ?? '0', at?.location_id ?? '', at?.contact_id ?? ''],
    );
  const recent = (at: ChangeRow | undefined) =>
    database.query<TimedRow>(
      'flow-changes-recent',
      `select location_id, contact_id, flow, version, ${secondsAgo}, updated_at::text as position
       from qualification_flows
       where (updated_at, location_id, contact_id) > ($1::timestamptz, $2, $3)
       order by updated_at, location_id, contact_id limit ${flowsPerPage}`,
      [at?.position ?? now.recently, at?.location_id ?? '', at?.contact_id ?? ''],
    );
  return {
    pages: pagesOf(cursor === null || restarted ? recent : afterCursor),
    cursor: { server: now.server, snapshot: now.snapshot },
    restarted,
  };
}

async function* pagesOf(
  readAfter: (last: ChangeRow | undefined) => Promise<TimedRow[]>,
): AsyncGenerator<readonly FlowChange[]> {
  let last: ChangeRow | undefined;
  for (;;) {
    const rows = await readAfter(last);
    if (rows.length > 0) yield rows.map(flowChange);
    if (rows.length < flowsPerPage) return;
    last = rows.at(-1);
  }
}

/** Where a page of active leads ended. */
export interface LeadPosition {
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  /** To the microsecond: a `Date` would round it. */
  readonly lastInboundAt: string;
}

export interface ActiveLead extends ChangedFlow, LeadPosition {}

/** One page of leads who wrote since then, those who are silent for longest first; a lead who writes meanwhile comes again. */
export async function activeLeads(
  database: Database,
  since: Date,
  after: LeadPosition | null,
  limit: number,
): Promise<ActiveLead[]> {
  const rows = await database.query<ChangeRow>(
    'flows-of-active-leads',
    `select flow.location_id, flow.contact_id, flow.flow, flow.version,
       conversation.last_inbound_at::text as position
     from conversations conversation
     join qualification_flows flow using (location_id, contact_id)
     where (conversation.last_inbound_at, conversation.location_id, conversation.contact_id) > ($1::timestamptz, $2, $3)
     order by conversation.last_inbound_at, conversation.location_id, conversation.contact_id limit $4`,
    [after?.lastInboundAt ?? since, after?.locationId ?? '', after?.contactId ?? '', limit],
  );
  return rows.map(row => ({ ...changedFlow(row), lastInboundAt: row.position }));
}
