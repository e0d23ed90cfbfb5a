import type { QualificationExtraction } from '../domain/analysis';
import type { ContactId, LocationId } from '../domain/ids';
import { assess, mergeExtraction } from '../domain/qualification';
import { emptyFlow, type QualificationFlow, type QuestionName } from '../domain/qualification-flow';
import type { FlowChanges, FlowCursor, StoredFlow } from '../domain/stored-flow';
import { LeadwireError } from '../runtime/errors';
import type { Database, Queries } from './database';
import { activeLeads, changesSince, type ActiveLead, type LeadPosition } from './flow-changes';

export type { StoredFlow } from '../domain/stored-flow';
export type { ActiveLead, LeadPosition } from './flow-changes';

export interface FlowRepository {
  find(location: LocationId, contact: ContactId): Promise<StoredFlow | null>;
  /**
   * Changes a flow that still is as its writer saw it. Version 0: there is none yet.
   * @throws LeadwireError `conflict` where somebody else has changed it since
   */
  update(
    location: LocationId,
    contact: ContactId,
    expectedVersion: number,
    flow: QualificationFlow,
  ): Promise<StoredFlow>;
  /**
   * Everything that was committed and that the cursor has not seen; without one, or after a restart of
   * Postgres, what was written in the last `seconds`.
   */
  changesSince(cursor: FlowCursor | null, seconds: number): Promise<FlowChanges>;
  /** Flows of leads who wrote since then, a page at a time. */
  ofActiveLeads(since: Date, after: LeadPosition | null, limit: number): Promise<ActiveLead[]>;
}

interface FlowRow {
  flow: QualificationFlow;
  version: number;
}

export const createFlowRepository = (database: Database): FlowRepository => ({
  async find(location, contact) {
    const [row] = await database.query<FlowRow>(
      'flow-find',
      'select flow, version from qualification_flows where location_id = $1 and contact_id = $2',
      [location, contact],
    );
    return row ? { ...row, assessment: assess(row.flow) } : null;
  },
  update: (location, contact, expectedVersion, flow) =>
    writeFlow(database, location, contact, expectedVersion, flow),
  changesSince: (cursor, seconds) => changesSince(database, cursor, seconds),
  ofActiveLeads: (since, after, limit) => activeLeads(database, since, after, limit),
});

/** @throws LeadwireError `conflict` where the row is not at the version any more */
async function writeFlow(
  queries: Queries,
  location: LocationId,
  contact: ContactId,
  expectedVersion: number,
  flow: QualificationFlow,
): Promise<StoredFlow> {
  const assessment = assess(flow);
  const { score, temperature, stage } = assessment;
  const values = [location, contact, JSON.stringify(flow), score, temperature, stage];
  const [written] =
    expectedVersion === 0
      ? await queries.query<{ version: number }>(
          'flow-create',
          `insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning version`,
          values,
        )
      : await queries.query<{ version: number }>(
          'flow-update',
          `update qualification_flows set flow = $3, score = $4, temperature = $5, stage = $6,
             version = version + 1, updated_at = now(), changed_in = pg_current_xact_id()
           where location_id = $1 and contact_id = $2 and version = $7 returning version`,
          [...values, expectedVersion],
        );
  if (!written)
    throw new LeadwireError(
      'conflict',
      `The qualification is no longer at version ${expectedVersion}; read it again and repeat the change`,
    );
  return { flow, assessment, version: written.version };
}

const isConflict = (error: unknown): boolean => error instanceof LeadwireError && error.code === 'conflict';

/**
 * Continues a lead's flow with what was read out of their messages. Called with the conversation's
 * row locked, so two runs of one contact never lose each other's answers; what the caller read
 * earlier does not matter, for it is merged into the row as it is now.
 * @param asked the question our reply asks, or undefined to leave the last one
 */
export async function continueFlow(
  queries: Queries,
  location: LocationId,
  contact: ContactId,
  extraction: QualificationExtraction | null,
  asked: QuestionName | null | undefined,
): Promise<StoredFlow> {
  for (;;) {
    const [row] = await queries.query<FlowRow>(
      'flow-lock',
      'select flow, version from qualification_flows where location_id = $1 and contact_id = $2 for update',
      [location, contact],
    );
    const before = row?.flow ?? emptyFlow;
    const merged = extraction ? mergeExtraction(before, extraction) : before;
    const flow = asked === undefined ? merged : { ...merged, lastQuestion: asked };
    try {
      return await writeFlow(queries, location, contact, row?.version ?? 0, flow);
    } catch (error) {
      // An operator, who does not lock the conversation, made the row since: now there is one to lock.
      if (row || !isConflict(error)) throw error;
    }
  }
}
