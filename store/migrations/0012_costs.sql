-- Up Migration

-- A token can cost a hundred-millionth of a dollar: rounded one by one, sums would drift off the bill.
alter table claude_calls alter column cost_usd type numeric;

-- Calls of before that column; those that no run made concern nobody's conversation.
update claude_calls call set contact_id = run.contact_id from runs run
where run.workflow_id = call.workflow_id and call.contact_id is null and run.contact_id is not null;

-- The ledger is read by time, of all locations, of one, or of one conversation.
create index claude_calls_by_time on claude_calls (asked_at, location_id);
create index claude_calls_by_location on claude_calls (location_id, asked_at);
create index claude_calls_by_contact on claude_calls (contact_id, asked_at) where contact_id is not null;

-- What answers from the cache spared, at what their calls cost when they were written.
create table cache_savings (
  -- the run whose answer it was, or the request for advice
  workflow_id text not null,
  -- what was found: a whole reply, an analysis, or advice
  task text not null,
  location_id text not null,
  contact_id text,
  -- who would have answered
  model text not null,
  saved_usd numeric not null,
  simulated boolean not null,
  at timestamptz not null default now(),
  primary key (workflow_id, task)
);
create index cache_savings_by_time on cache_savings (at, location_id);
create index cache_savings_by_location on cache_savings (location_id, at);
create index cache_savings_by_contact on cache_savings (contact_id, at) where contact_id is not null;

alter table runs add column saved_usd numeric(12, 6) not null default 0;

-- Down Migration

alter table runs drop column saved_usd;
drop table cache_savings;
drop index claude_calls_by_contact, claude_calls_by_location, claude_calls_by_time;
alter table claude_calls alter column cost_usd type numeric(12, 6);
