import type { ContactId, LocationId } from '../domain/ids';
import type { Database } from './database';

export interface MetricRecord {
  readonly workflowId: string;
  readonly locationId: LocationId | null;
  readonly agentId: string | null;
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

export interface NotificationRecord {
  readonly workflowId: string;
  readonly kind: string;
  /** `record` (the operations API), `task` (GHL) or `webhook`. */
  readonly channel: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId | null;
  readonly priority: string;
  readonly title: string;
  readonly message: string;
}

/** What the background children write. Every row is keyed by the run: writing it again changes nothing. */
export interface RecordRepository {
  writeMetrics(record: MetricRecord): Promise<void>;
  /** True when this channel of this notification was sent before. */
  wasNotified(record: Pick<NotificationRecord, 'workflowId' | 'kind' | 'channel'>): Promise<boolean>;
  writeNotification(record: NotificationRecord): Promise<void>;
}

export function createRecordRepository(database: Database): RecordRepository {
  return {
    async writeMetrics({ workflowId, locationId, agentId, metrics }) {
      await database.query(
        'metrics-write',
        `insert into business_metrics (workflow_id, name, location_id, agent_id, value)
         select $1, metric.name, $2, $3, metric.value
         from jsonb_to_recordset($4::jsonb) as metric (name text, value double precision)
         on conflict do nothing`,
        [workflowId, locationId, agentId, JSON.stringify(metrics)],
      );
    },
    async wasNotified({ workflowId, kind, channel }) {
      const rows = await database.query(
        'notification-find',
        'select 1 from notifications where workflow_id = $1 and kind = $2 and channel = $3',
        [workflowId, kind, channel],
      );
      return rows.length > 0;
    },
    async writeNotification(record) {
      await database.query(
        'notification-write',
        `insert into notifications (workflow_id, kind, channel, location_id, contact_id, priority, title, message, sent_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, now()) on conflict do nothing`,
        [
          record.workflowId,
          record.kind,
          record.channel,
          record.locationId,
          record.contactId,
          record.priority,
          record.title,
          record.message,
        ],
      );
    },
  };
}
