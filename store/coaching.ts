import { defaultProfile, type AgentProfile, type AgentRole } from '../domain/agent-context';
import type { AnswerCost } from '../domain/answer-cost';
import { agentId, type AgentId, type ContactId, type LocationId } from '../domain/ids';
import type { ConversationMessage } from '../domain/lead-message';
import { emptyFlow, type QualificationFlow } from '../domain/qualification-flow';
import type { Channel, CoachingIntensity, CoachingStyle } from '../domain/vocabulary';
import { contactColumns, contactOf, type Contact, type ContactRow } from './contacts';
import type { Database } from './database';

/** How many messages of a conversation are read. */
const messagesInView = 20;
/** A slash and the id of a Temporal run, as in the index `advice_by_conversation`. */
const runSuffixLength = 37;

/** What an advice is built from, as it stands now. */
export interface CoachedConversation {
  /** Oldest first, at most the last 20; empty where nobody ever wrote. */
  readonly messages: readonly ConversationMessage[];
  /** Where the lead wrote last. */
  readonly channel: Channel | null;
  readonly optedOut: boolean;
  /** A person took over: the bot sleeps until then, or until further notice. */
  readonly pausedUntil: Date | null;
  readonly handedOff: boolean;
  /** Null until GHL was asked about the contact. */
  readonly contact: Contact | null;
  readonly flow: QualificationFlow;
  /** Who is to be coached: the agent asked for, else the contact's owner. */
  readonly agentId: AgentId | null;
  readonly profile: AgentProfile;
}

export interface CoachingRepository {
  /** Reads the conversation and its agent side by side. @param agent null: whoever the contact belongs to */
  conversation(location: LocationId, contact: ContactId, agent: AgentId | null): Promise<CoachedConversation>;
  /**
   * The latest answer that Claude gave for a conversation as it stands, for advice that no cache may hold.
   * @param name what its calls are booked under, without the run
   * @param seconds how old it may be
   */
  booked(name: string, seconds: number): Promise<{ answer: unknown; cost: AnswerCost } | null>;
}

interface SituationRow extends ContactRow {
  channel: Channel | null;
  opted_out_at: Date | null;
  paused_until: Date | null;
  handed_off_at: Date | null;
  contact_known: boolean;
  flow: QualificationFlow | null;
  name: string | null;
  role: AgentRole | null;
  coaching_style: CoachingStyle;
  coaching_intensity: CoachingIntensity;
}

interface MessageRow {
  message_id: string;
  author: ConversationMessage['author'];
  body: string;
  date_added: Date;
}

const prefixed = contactColumns
  .split(', ')
  .map(column => `contact.${column}`)
  .join(', ');

export function createCoachingRepository(database: Database): CoachingRepository {
  const situation = async (location: LocationId, contact: ContactId, agent: AgentId | null) => {
    const [row] = await database.query<SituationRow>(
      'coaching-situation',
      `select conversation.channel, conversation.opted_out_at, conversation.paused_until,
         conversation.handed_off_at, contact.contact_id is not null as contact_known, ${prefixed}, flow.flow,
         agent.name, agent.role, agent.coaching_style, agent.coaching_intensity
       from (select $1::text as location_id, $2::text as contact_id) as asked
       left join conversations conversation using (location_id, contact_id)
       left join contacts contact using (location_id, contact_id)
       left join qualification_flows flow using (location_id, contact_id)
       left join agents agent on agent.location_id = asked.location_id
         and agent.agent_id = coalesce($3::text, contact.assigned_to)`,
      [location, contact, agent],
    );
    if (!row) throw new Error('a left join from one row returned none');
    return row;
  };

  const latest = async (location: LocationId, contact: ContactId): Promise<ConversationMessage[]> => {
    const rows = await database.query<MessageRow>(
      'coaching-messages',
      `select message_id, author, body, date_added from messages where location_id = $1 and contact_id = $2
       order by date_added desc, message_id desc limit ${messagesInView}`,
      [location, contact],
    );
    return rows.reverse().map(row => ({
      id: row.message_id,
      author: row.author,
      text: row.body,
      dateAdded: row.date_added.toISOString(),
    }));
  };

  return {
    async conversation(location, contact, agent) {
      const [row, messages] = await Promise.all([
        situation(location, contact, agent),
        latest(location, contact),
      ]);
      const owner = row.assigned_to === null ? null : agentId(row.assigned_to);
      return {
        messages,
        channel: row.channel,
        optedOut: row.opted_out_at !== null,
        pausedUntil: row.paused_until,
        handedOff: row.handed_off_at !== null,
        contact: row.contact_known ? contactOf(row) : null,
        flow: row.flow ?? emptyFlow,
        agentId: agent ?? owner,
        profile:
          row.role === null
            ? defaultProfile
            : {
                name: row.name,
                role: row.role,
                coaching: { style: row.coaching_style, intensity: row.coaching_intensity },
              },
      };
    },
    async booked(name, seconds) {
      const [row] = await database.query<{
        answer: unknown;
        cost_usd: number;
        model: string;
        simulated: boolean;
      }>(
        'coaching-booked',
        `select answer, cost_usd, model, simulated from claude_calls
         where left(workflow_id, -${runSuffixLength}) = $1 and task = 'coaching' and status = 'answered'
           and answered_at > now() - make_interval(secs => $2)
         order by answered_at desc limit 1`,
        [name, seconds],
      );
      if (!row) return null;
      const { answer, cost_usd: costUsd, model, simulated } = row;
      return { answer, cost: { costUsd, model, simulated } };
    },
  };
}
