import type { CachedAnswer } from '../domain/cached-answer.schema';
import type { LocationId } from '../domain/ids';
import { keptSituationSchema } from '../domain/response-situation.schema';
import type { ResponseSituation } from '../domain/response-situation';
import type { Database } from './database';

/** A situation in which a reply was given that others may get, with that reply. */
export interface KeptSituation {
  readonly locationId: LocationId;
  readonly situationKey: string;
  readonly situation: ResponseSituation;
  readonly answer: CachedAnswer;
  /** Where the answer stands in the cache. */
  readonly responseKey: string;
  /** `analysisVersionOf` what was understood in it. */
  readonly analysisVersion: string;
}

/** One that came up again and again. */
export interface RecurringSituation extends KeptSituation {
  /** How many different leads were in it. */
  readonly contacts: number;
  /** The response key under which no fit answer came, if there was one. */
  readonly unfitKey: string | null;
}

export interface Recurrence {
  readonly since: Date;
  /** Different leads at the least. */
  readonly contacts: number;
}

export interface ResponseSituationRepository {
  /** Writes the newest answer of a situation. */
  keep(kept: KeptSituation): Promise<void>;
  /** Notes that under this response key no answer came that may be kept: it is not asked for again. */
  markUnfit(location: LocationId, situationKey: string, responseKey: string): Promise<void>;
  find(location: LocationId, situationKey: string): Promise<KeptSituation | null>;
  /** Locations that have any. */
  locations(): Promise<LocationId[]>;
  /** What recurred at a location, the most frequent first. */
  recurring(location: LocationId, recurrence: Recurrence, limit: number): Promise<RecurringSituation[]>;
  /** Forgets all of a location: what an operator cleared must not come back. @returns how many */
  forgetAll(location: LocationId): Promise<number>;
  /** Forgets what was answered before `recurrence.since` and did not recur. @returns how many */
  forget(location: LocationId, recurrence: Recurrence): Promise<number>;
}

interface SituationRow {
  location_id: LocationId;
  situation_key: string;
  situation: unknown;
  answer: unknown;
  response_key: string;
  analysis_version: string;
}

interface RecurringRow extends SituationRow {
  contacts: number;
  unfit_key: string | null;
}

/** Null where another version of Leadwire wrote what this one cannot read. */
function keptOf(row: SituationRow): KeptSituation | null {
  const read = keptSituationSchema.safeParse(row);
  if (!read.success) return null;
  return {
    ...read.data,
    locationId: row.location_id,
    situationKey: row.situation_key,
    responseKey: row.response_key,
    analysisVersion: row.analysis_version,
  };
}

const columns = 'location_id, situation_key, situation, answer, response_key, analysis_version';

const recurringKeys = `select situation_key, count(distinct contact_id)::integer as contacts, count(*) as runs from runs
  where location_id = $1 and situation_key is not null and started_at >= $2
  group by situation_key having count(distinct contact_id) >= $3`;

export function createResponseSituationRepository(database: Database): ResponseSituationRepository {
  return {
    async keep(kept) {
      await database.query(
        'situation-keep',
        `insert into response_situations (${columns}) values ($1, $2, $3, $4, $5, $6)
         on conflict (location_id, situation_key) do update set situation = excluded.situation,
           answer = excluded.answer, response_key = excluded.response_key,
           analysis_version = excluded.analysis_version, unfit_key = null, answered_at = now()`,
        [
          kept.locationId,
          kept.situationKey,
          JSON.stringify(kept.situation),
          JSON.stringify(kept.answer),
          kept.responseKey,
          kept.analysisVersion,
        ],
      );
    },
    async markUnfit(location, situationKey, responseKey) {
      await database.query(
        'situation-unfit',
        'update response_situations set unfit_key = $3 where location_id = $1 and situation_key = $2',
        [location, situationKey, responseKey],
      );
    },
    async find(location, situationKey) {
      const [row] = await database.query<SituationRow>(
        'situation-find',
        `select ${columns} from response_situations where location_id = $1 and situation_key = $2`,
        [location, situationKey],
      );
      return row ? keptOf(row) : null;
    },
    async locations() {
      const rows = await database.query<{ location_id: LocationId }>(
        'situation-locations',
        `select location_id from tenants
         where exists (select 1 from response_situations kept where kept.location_id = tenants.location_id)
         order by location_id`,
      );
      return rows.map(row => row.location_id);
    },
    async recurring(location, { since, contacts }, limit) {
      const rows = await database.query<RecurringRow>(
        'situation-recurring',
        `with used as (${recurringKeys})
         select kept.*, used.contacts from used
         join response_situations kept on kept.location_id = $1 and kept.situation_key = used.situation_key
         order by used.contacts desc, used.runs desc, kept.situation_key limit $4`,
        [location, since, contacts, limit],
      );
      return rows.flatMap(row => {
        const kept = keptOf(row);
        return kept ? [{ ...kept, contacts: row.contacts, unfitKey: row.unfit_key }] : [];
      });
    },
    async forgetAll(location) {
      const rows = await database.query(
        'situation-forget-all',
        'delete from response_situations where location_id = $1 returning situation_key',
        [location],
      );
      return rows.length;
    },
    async forget(location, { since, contacts }) {
      const rows = await database.query(
        'situation-forget',
        `with used as (${recurringKeys})
         delete from response_situations kept
         where kept.location_id = $1 and kept.answered_at < $2
           and not exists (select 1 from used where used.situation_key = kept.situation_key)
         returning kept.situation_key`,
        [location, since, contacts],
      );
      return rows.length;
    },
  };
}
