import type { ContactId, LocationId } from '../domain/ids';
import type { LeadIdentity } from '../domain/lead-message';
import { lockConversation } from './conversation-lock';
import type { Database } from './database';

/** What we know of a person in GHL. */
export interface Contact extends LeadIdentity {
  readonly tags: readonly string[];
  /** Channels GHL says must not be written to. */
  readonly doNotDisturb: Readonly<Record<string, string>>;
  readonly assignedTo: string | null;
  /** When it was last read from GHL; null: never. */
  readonly fetchedAt: Date | null;
}

export interface ContactRow {
  first_name: string | null;
  last_name: string | null;
  phone: string | null;
  email: string | null;
  tags: string[];
  do_not_disturb: Record<string, string>;
  assigned_to: string | null;
  fetched_at: Date | null;
}

export const contactColumns =
  'first_name, last_name, phone, email, tags, do_not_disturb, assigned_to, fetched_at';

export const contactOf = (row: ContactRow): Contact => ({
  firstName: row.first_name,
  lastName: row.last_name,
  phone: row.phone,
  email: row.email,
  tags: row.tags,
  doNotDisturb: row.do_not_disturb,
  assignedTo: row.assigned_to,
  fetchedAt: row.fetched_at,
});

export interface ContactRepository {
  find(location: LocationId, contact: ContactId): Promise<Contact | null>;
  /**
   * Something about the contact changed in GHL: it is to be read again before the next answer.
   * @param doNotDisturb what GHL said of it just now, or null where it said nothing
   */
  forget(
    location: LocationId,
    contact: ContactId,
    doNotDisturb: Readonly<Record<string, string>> | null,
  ): Promise<void>;
  /** Writes what GHL said of the contact just now. */
  save(location: LocationId, contact: ContactId, value: Omit<Contact, 'fetchedAt'>): Promise<void>;
}

export function createContactRepository(database: Database): ContactRepository {
  return {
    async find(location, contact) {
      const [row] = await database.query<ContactRow>(
        'contact-find',
        `select ${contactColumns} from contacts where location_id = $1 and contact_id = $2`,
        [location, contact],
      );
      return row ? contactOf(row) : null;
    },
    forget: (location, contact, doNotDisturb) =>
      database.transaction(async queries => {
        // Under the lock of the conversation, so that no attempt to send begins beside it.
        await lockConversation(queries, location, contact);
        await queries.query(
          'contact-forget',
          `insert into contacts (location_id, contact_id, do_not_disturb) values ($1, $2, coalesce($3::jsonb, '{}'))
           on conflict (location_id, contact_id) do update set
             fetched_at = null, do_not_disturb = coalesce($3::jsonb, contacts.do_not_disturb)`,
          [location, contact, doNotDisturb && JSON.stringify(doNotDisturb)],
        );
      }),
    async save(location, contact, value) {
      await database.query(
        'contact-save',
        `insert into contacts (location_id, contact_id, ${contactColumns})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
         on conflict (location_id, contact_id) do update set
           first_name = excluded.first_name, last_name = excluded.last_name, phone = excluded.phone,
           email = excluded.email, tags = excluded.tags, do_not_disturb = excluded.do_not_disturb,
           assigned_to = excluded.assigned_to, fetched_at = excluded.fetched_at`,
        [
          location,
          contact,
          value.firstName,
          value.lastName,
          value.phone,
          value.email,
          value.tags,
          JSON.stringify(value.doNotDisturb),
          value.assignedTo,
        ],
      );
    },
  };
}
