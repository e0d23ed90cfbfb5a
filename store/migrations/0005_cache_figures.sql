-- Up Migration

-- What the caches of all processes did, added up by day. Only ids and numbers: no key, no value.
create table cache_counts (
  -- empty: of locations that were not told apart
  location_id text not null,
  -- in UTC
  day date not null,
  type text not null,
  tier text not null,
  outcome text not null,
  count bigint not null,
  bytes bigint not null,
  primary key (location_id, day, type, tier, outcome)
);
create index cache_counts_by_day on cache_counts (day);

-- The caches of each process as it last told them.
create table cache_processes (
  process text primary key,
  name text not null,
  started_at timestamptz not null,
  updated_at timestamptz not null default now(),
  -- number of the last report: one that is told twice counts once
  report bigint not null,
  state jsonb not null
);

-- Down Migration

drop table cache_processes, cache_counts;
