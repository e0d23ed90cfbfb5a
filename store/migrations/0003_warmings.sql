-- Up Migration

-- What each run of a warming schedule did and cost.
create table warmings (
  run_id text primary key,
  schedule_id text not null,
  workflow_id text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  warmed integer not null,
  already_warm integer not null,
  failed integer not null,
  cost_usd numeric(12, 6) not null,
  explanation text not null,
  -- null where the run came to its end, whatever failed within it
  error_code text
);
create index warmings_by_schedule on warmings (schedule_id, started_at desc);

-- A GHL user may work in several locations: both are asked for an agent without knowing where.
create index agents_by_agent on agents (agent_id);
drop index contacts_by_agent;
create index contacts_by_agent on contacts (assigned_to, location_id) where assigned_to is not null;

-- Down Migration

drop index contacts_by_agent;
create index contacts_by_agent on contacts (location_id, assigned_to) where assigned_to is not null;
drop index agents_by_agent;
drop table warmings;
