import type { Client } from 'pg';
import type { QualificationFlow } from '../domain/qualification-flow';
import { tenantConfigurationSchema } from '../domain/tenant.schema';
import {
  agentsInLocation,
  busyAgent,
  busyLocation,
  longestWriter,
  messagesInConversation,
  sqlId,
  sqlLocationNumber,
  type FillSize,
} from './database-names';

/** Contacts that are written with one set of statements. */
const contactsAtOnce = 10_000;
/** How far the conversations go back. */
const days = 90;

const flow: QualificationFlow = {
  leadType: 'buyer',
  slots: {
    budget: { value: 'around 450,000 dollars, a little more for a garden', confidence: 0.92 },
    area: { value: 'Oakland or San Leandro, near BART', confidence: 0.88 },
    timeline: { value: 'before the school year begins', confidence: 0.81 },
    beds: { value: '3', confidence: 0.97 },
    financing: { value: 'pre-approved', confidence: 0.9 },
  },
  lastQuestion: 'motivation',
};

/** Contacts `$1` to `$2` with their ids and places, for every statement of the fill. */
const contactsOf = (size: FillSize): string => `
  contact as (
    select c, l, ${sqlId(`'location-' || l`)} as location_id, ${sqlId(`'contact-' || c`)} as contact_id,
      ${sqlId(`'agent-' || l || '-' || c % ${agentsInLocation}`)} as agent_id,
      now() - interval '${days} days' * (((c * 104729) % 1000003) / 1000003.0) as began_at
    from (select c, ${sqlLocationNumber('c', size)} as l from generate_series($1::bigint, $2::bigint) c) numbered
  )`;

/** The same of the contacts whose agent has too many. */
const busyContacts = `
  contact as (
    select c, 'busy' as l, ${sqlId(`'${busyLocation}'`)} as location_id, ${sqlId(`'contact-' || c`)} as contact_id,
      ${sqlId(`'${busyAgent}'`)} as agent_id, now() - interval '60 days' + interval '1 second' * (c % 86400) as began_at
    from generate_series($1::bigint, $2::bigint) c
  )`;

/** Each of their messages; even ones are the lead's, and each of those has its run and its reply. */
const messagesOf = (contacts: string, messages: number): string => `${contacts},
  message as (
    select contact.*, n, ${sqlId(`'message-' || (c * ${messagesInConversation} + n)`)} as message_id,
      ${sqlId(`'message-' || (c * ${messagesInConversation} + n + 1)`)} as reply_id,
      began_at + interval '7 minutes' * n as at,
      'webhook/' || location_id || '/' || ${sqlId(`'message-' || (c * ${messagesInConversation} + n - n % 2)`)} as workflow_id,
      (array['Hi, I saw the house on Maple Street and would like to know whether it is still to be had.',
        'We are looking for three bedrooms, something near a good school if there is any.',
        'Our budget is around four hundred and fifty, a bit more for a garden.',
        'yes', 'Would the seller take less? It has been on the market for quite a while now.'])[1 + (c + n) % 5] as body
    from contact cross join generate_series(0, ${messages - 1}) n
  ), run as (select * from message where n % 2 = 0)`;

/** What stands in each table about contacts, by the table. */
const contactStatements = (contacts: string): Readonly<Record<string, string>> => ({
  contacts: `with ${contacts}
    insert into contacts (location_id, contact_id, first_name, last_name, phone, email, tags, assigned_to, fetched_at)
    select location_id, contact_id, 'Maria', 'Delgado', '+1510555' || c, 'lead' || c || '@example.com',
      array['Buyer', 'Bot-Active'], agent_id, now() from contact`,
  conversations: `with ${contacts}
    insert into conversations (location_id, contact_id, ghl_conversation_id, channel, last_inbound_at, last_outbound_at)
    select location_id, contact_id, ${sqlId(`'conversation-' || c`)}, 'SMS', began_at + interval '1 hour',
      began_at + interval '1 hour' from contact`,
  flows: `with ${contacts}
    insert into qualification_flows (location_id, contact_id, flow, score, temperature, stage, updated_at)
    select location_id, contact_id, '${JSON.stringify(flow)}', 60, (array['hot', 'warm', 'cold'])[1 + c % 3],
      'qualification', began_at from contact`,
});

/** What stands in each table about their messages, by the table. */
const messageStatements = (contacts: string, messages: string): Readonly<Record<string, string>> => ({
  messages: `with ${messages}
    insert into messages (location_id, message_id, contact_id, author, channel, body, date_added, workflow_id, received_at)
    select location_id, message_id, contact_id, case when n % 2 = 0 then 'lead' else 'bot' end, 'SMS', body, at,
      case when n % 2 = 0 then workflow_id end, at from message`,
  webhooks: `with ${messages}
    insert into webhook_events (workflow_id, location_id, webhook_id, event_type, contact_id, message_id, body, received_at)
    select workflow_id, location_id, message_id, 'InboundMessage', contact_id, message_id,
      jsonb_build_object('type', 'InboundMessage', 'locationId', location_id, 'contactId', contact_id,
        'messageId', message_id, 'body', body, 'messageType', 'SMS', 'dateAdded', at, 'webhookId', message_id), at
    from run`,
  runs: `with ${messages}
    insert into runs (workflow_id, id, location_id, contact_id, event_type, status, reply_source, lead_temperature,
      started_at, ended_at, cost_usd, explanation, in_view, timings)
    select workflow_id, 'run_' || md5(workflow_id), location_id, contact_id, 'InboundMessage',
      case when c % 500 = 0 then 'failed' else 'answered' end,
      case when c % 500 = 0 then 'none' when c % 300 = 1 then 'template' when (c + n) % 3 = 0 then 'claude' else 'cache' end,
      'warm', at, at + interval '300 milliseconds', 0.0012, 'answered from the cache', array[message_id],
      '{"open": 12, "lookUp": 3, "claim": 9}' from run`,
  otherRuns: `with ${contacts}
    insert into runs (workflow_id, id, location_id, contact_id, event_type, status, started_at, ended_at, explanation)
    select 'webhook/' || location_id || '/other-' || contact_id, 'run_' || md5('other' || contact_id), location_id,
      contact_id, case when c % 50 = 0 then 'ContactDndUpdate' else 'ContactTagUpdate' end, 'ignored', began_at, began_at,
      'recorded only' from contact`,
  sends: `with ${messages}
    insert into sends (id, location_id, contact_id, workflow_id, channel, body, reply_source, status, attempts,
      ghl_message_id, claimed_at, first_attempt_at, last_attempt_at, sent_at)
    select workflow_id || '/send', location_id, contact_id, workflow_id, 'SMS', body, 'cache', 'sent', 1, reply_id,
      at, at, at, at from run`,
  covers: `with ${messages}
    insert into send_covers (location_id, message_id, send_id)
    select location_id, message_id, workflow_id || '/send' from run`,
  actions: `with ${messages}
    insert into run_actions (workflow_id, position, action, status, attempts, applied_at)
    select workflow_id, 0, '{"type": "add_tag", "tag": "Buyer"}', 'done', 1, at from run`,
  calls: `with ${messages}
    insert into claude_calls (id, workflow_id, task, location_id, contact_id, model, prompt_version, status, answer,
      input_tokens, output_tokens, cost_usd, asked_at, answered_at)
    select md5(workflow_id), workflow_id, 'reply', location_id, contact_id, 'claude-sonnet-5-5', '1', 'answered',
      to_jsonb(body), 900, 60, 0.0012, at, at from run where (c + n) % 3 = 0`,
  budgets: `with ${messages}
    insert into claude_budgets (location_id, contact_id, period, starts_on, spent_usd)
    select distinct location_id, contact_id, 'month', date_trunc('month', at at time zone 'UTC')::date, 0.0012 from run`,
  metrics: `with ${messages}
    insert into business_metrics (workflow_id, name, location_id, agent_id, value, at)
    select workflow_id, name, location_id, agent_id, 1, at
    from run cross join unnest(array['webhook_processed', 'reply_sent', 'response_time_ms']) name`,
});

const settings = JSON.stringify(tenantConfigurationSchema.parse({ name: 'Bench Realty' }));

const places = ({ locations }: FillSize): readonly string[] => [
  `insert into tenants (location_id, configuration)
   select ${sqlId(`'location-' || l`)}, '${settings}'
   from generate_series(0, ${locations - 1}) l`,
  `insert into agents (location_id, agent_id, name)
   select ${sqlId(`'location-' || l`)}, ${sqlId(`'agent-' || l || '-' || a`)}, 'Agent ' || a
   from generate_series(0, ${locations - 1}) l cross join generate_series(0, ${agentsInLocation - 1}) a`,
];

/**
 * Fills a migrated, empty database. Contacts are the unit: each comes with its whole conversation.
 * @param report progress, a line each
 */
export async function fillDatabase(
  client: Client,
  size: FillSize,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  // It is made anew if the machine fails; waiting for the disk would help nobody.
  await client.query('set synchronous_commit = off');
  for (const statement of places(size)) await client.query(statement);
  const contacts = contactsOf(size);
  const statements = Object.values({
    ...contactStatements(contacts),
    ...messageStatements(contacts, messagesOf(contacts, messagesInConversation)),
  });
  for (let from = 0; from < size.contacts; from += contactsAtOnce) {
    if (signal.aborted) return;
    const to = Math.min(size.contacts, from + contactsAtOnce) - 1;
    for (const statement of statements) await client.query(statement, [from, to]);
    report(`  ${((to + 1) * messagesInConversation).toLocaleString('en')} messages`);
  }
  await fillExtremes(client, size);
}

const busyPlaces: readonly string[] = [
  `insert into tenants (location_id, configuration) values (${sqlId(`'${busyLocation}'`)}, '${settings}')`,
  `insert into agents (location_id, agent_id, name)
   values (${sqlId(`'${busyLocation}'`)}, ${sqlId(`'${busyAgent}'`)}, 'An agent of everybody')`,
];

/** Adds the location with the agent of too many contacts, one of whom wrote too much. */
async function fillExtremes(client: Client, size: FillSize): Promise<void> {
  const { agentContacts, conversationMessages } = size.extremes;
  if (agentContacts === 0) return;
  for (const statement of busyPlaces) await client.query(statement);
  const last = longestWriter(size);
  for (const statement of Object.values(contactStatements(busyContacts)))
    await client.query(statement, [size.contacts, last]);
  const messages = messagesOf(busyContacts, conversationMessages);
  for (const statement of Object.values(messageStatements(busyContacts, messages)))
    await client.query(statement, [last, last]);
}
