import type { QualificationExtraction } from '../domain/analysis';
import type { ContactId, LocationId } from '../domain/ids';
import { assess, mergeExtraction } from '../domain/qualification';
import {
  emptyFlow,
  type Assessment,
  type QualificationFlow,
  type QuestionName,
} from '../domain/qualification-flow';
import type { Database, Queries } from './database';

export interface StoredFlow {
  readonly flow: QualificationFlow;
  readonly assessment: Assessment;
  readonly version: number;
}

export interface FlowRepository {
  find(location: LocationId, contact: ContactId): Promise<StoredFlow | null>;
}

export function createFlowRepository(database: Database): FlowRepository {
  return {
    async find(location, contact) {
      const [row] = await database.query<{ flow: QualificationFlow; version: number }>(
        'flow-find',
        'select flow, version from qualification_flows where location_id = $1 and contact_id = $2',
        [location, contact],
      );
      return row ? { flow: row.flow, assessment: assess(row.flow), version: row.version } : null;
    },
  };
}

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
  const [row] = await queries.query<{ flow: QualificationFlow; version: number }>(
    'flow-lock',
    'select flow, version from qualification_flows where location_id = $1 and contact_id = $2 for update',
    [location, contact],
  );
  const merged = extraction ? mergeExtraction(row?.flow ?? emptyFlow, extraction) : (row?.flow ?? emptyFlow);
  const flow = asked === undefined ? merged : { ...merged, lastQuestion: asked };
  const assessment = assess(flow);
  const [written] = await queries.query<{ version: number }>(
    'flow-write',
    `insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (location_id, contact_id) do update set
       flow = excluded.flow, score = excluded.score, temperature = excluded.temperature, stage = excluded.stage,
       version = qualification_flows.version + 1, updated_at = now()
     returning version`,
    [location, contact, JSON.stringify(flow), assessment.score, assessment.temperature, assessment.stage],
  );
  return { flow, assessment, version: written?.version ?? 1 };
}
