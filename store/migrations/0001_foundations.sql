-- Up Migration

-- One row a location. The token is sealed (AES-256-GCM) with the location as its context.
create table tenants (
  location_id text primary key,
  configuration jsonb not null,
  version integer not null default 1,
  sealed_ghl_token text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table agents (
  location_id text not null,
  agent_id text not null,
  name text,
  role text not null default 'buyer_agent',
  coaching_style text not null default 'balanced',
  coaching_intensity text not null default 'moderate',
  updated_at timestamptz not null default now(),
  primary key (location_id, agent_id)
);

create table contacts (
  location_id text not null,
  contact_id text not null,
  first_name text,
  last_name text,
  phone text,
  email text,
  tags text[] not null default '{}',
  -- channel -> 'active' means: must not be written to on it
  do_not_disturb jsonb not null default '{}',
  assigned_to text,
  fetched_at timestamptz,
  primary key (location_id, contact_id)
);
create index contacts_by_agent on contacts (location_id, assigned_to) where assigned_to is not null;

-- The row that is locked to decide who may answer. All messages with one contact, over all channels.
create table conversations (
  location_id text not null,
  contact_id text not null,
  ghl_conversation_id text,
  channel text,
  opted_out_at timestamptz,
  paused_until timestamptz,
  paused_reason text,
  handed_off_at timestamptz,
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (location_id, contact_id)
);
create index conversations_by_activity on conversations (last_inbound_at);

create table messages (
  location_id text not null,
  message_id text not null,
  contact_id text not null,
  author text not null check (author in ('lead', 'bot', 'human')),
  channel text,
  body text not null,
  date_added timestamptz not null,
  -- the run that brought it, for a message of the lead
  workflow_id text,
  received_at timestamptz not null default now(),
  primary key (location_id, message_id)
);
create index messages_by_contact on messages (location_id, contact_id, date_added desc, message_id desc);

-- One for a contact, for life. The version decides which of two writers or caches is the newer.
create table qualification_flows (
  location_id text not null,
  contact_id text not null,
  flow jsonb not null,
  score integer not null,
  temperature text not null,
  stage text not null,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (location_id, contact_id)
);

-- The long memory of what came in, and the body a replay starts from.
create table webhook_events (
  workflow_id text primary key,
  location_id text,
  webhook_id text not null,
  event_type text not null,
  contact_id text,
  message_id text,
  body jsonb not null,
  received_at timestamptz not null default now()
);
create index webhook_events_by_time on webhook_events (received_at);

create table runs (
  workflow_id text primary key,
  id text not null unique,
  location_id text,
  contact_id text,
  event_type text not null,
  status text not null,
  reply_source text not null default 'none',
  lead_temperature text,
  started_at timestamptz not null,
  ended_at timestamptz,
  cost_usd numeric(12, 6) not null default 0,
  explanation text not null default '',
  error_code text,
  simulated boolean not null default false,
  -- the messages of the conversation that the run's reply is written in view of
  in_view text[] not null default '{}',
  -- stage -> milliseconds
  timings jsonb not null default '{}'
);
create index runs_by_time on runs (started_at desc, id desc);
create index runs_by_location on runs (location_id, started_at desc, id desc);
create index runs_by_contact on runs (location_id, contact_id, started_at desc, id desc);
create index runs_by_status on runs (status, started_at desc, id desc);

-- One reply that was claimed: recorded before it is tried.
create table sends (
  id text primary key,
  location_id text not null,
  contact_id text not null,
  workflow_id text not null unique,
  channel text not null,
  body text not null,
  reply_source text not null,
  status text not null check (status in ('claimed', 'sending', 'sent', 'aborted', 'failed', 'unclear')),
  attempts integer not null default 0,
  ghl_message_id text,
  failure text,
  claimed_at timestamptz not null default now(),
  first_attempt_at timestamptz,
  last_attempt_at timestamptz,
  -- null while an attempt is under way, or when its process died
  last_attempt_ended_at timestamptz,
  sent_at timestamptz
);
create unique index sends_by_ghl_message on sends (location_id, ghl_message_id);
create index sends_by_contact on sends (location_id, contact_id, claimed_at desc);

-- Which messages of the lead a send answers. A message is answered by one send at the most.
create table send_covers (
  location_id text not null,
  message_id text not null,
  send_id text not null references sends (id),
  primary key (location_id, message_id)
);
create index send_covers_by_send on send_covers (send_id);

create table run_actions (
  workflow_id text not null,
  position integer not null,
  action jsonb not null,
  status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
  attempts integer not null default 0,
  failure text,
  applied_at timestamptz,
  primary key (workflow_id, position)
);

-- An answer is stored as soon as it arrives: an activity that is tried again does not pay twice.
create table claude_calls (
  id text primary key,
  workflow_id text not null,
  task text not null,
  location_id text not null,
  model text not null,
  prompt_version text not null,
  -- 'asked' that never becomes 'answered' is a call whose cost is unknown
  status text not null check (status in ('asked', 'answered', 'failed')),
  answer jsonb,
  input_tokens integer not null default 0,
  output_tokens integer not null default 0,
  cache_write_tokens integer not null default 0,
  cache_read_tokens integer not null default 0,
  cost_usd numeric(12, 6) not null default 0,
  simulated boolean not null default false,
  asked_at timestamptz not null default now(),
  answered_at timestamptz
);
create index claude_calls_by_run on claude_calls (workflow_id, task);

-- The audit of consent: every opt-out and return, never changed.
create table consent_changes (
  id bigint generated always as identity primary key,
  location_id text not null,
  contact_id text not null,
  change text not null check (change in ('opt_out', 'opt_in')),
  channel text,
  source text not null,
  message_id text not null,
  at timestamptz not null default now(),
  unique (location_id, message_id)
);

create table business_metrics (
  workflow_id text not null,
  name text not null,
  location_id text,
  agent_id text,
  value double precision not null,
  at timestamptz not null default now(),
  primary key (workflow_id, name)
);
create index business_metrics_by_location on business_metrics (location_id, name, at);

create table notifications (
  workflow_id text not null,
  kind text not null,
  channel text not null,
  location_id text not null,
  contact_id text,
  priority text not null,
  title text not null,
  message text not null,
  sent_at timestamptz,
  primary key (workflow_id, kind, channel)
);

-- Down Migration

drop table notifications, business_metrics, consent_changes, claude_calls, run_actions, send_covers,
  sends, runs, webhook_events, qualification_flows, messages, conversations, contacts, agents, tenants;
