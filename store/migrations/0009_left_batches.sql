-- Up Migration

alter table claude_batches
  -- batch_id was found by size and time: only its results will show whether it is ours
  add column is_guessed boolean not null default false,
  -- batches of the account that a search gave and that were somebody else's
  add column foreign_ids text[] not null default '{}';

-- What an earlier night had analysed of a situation is not asked for again.
create index claude_batch_requests_by_situation on claude_batch_requests (location_id, situation_key, task);

-- What recurs is counted over the last days only; without reading the rows of runs.
create index runs_by_situation_time on runs (location_id, started_at) include (situation_key, contact_id)
  where situation_key is not null;
drop index runs_by_situation;

-- Down Migration

create index runs_by_situation on runs (location_id, situation_key, started_at, contact_id)
  where situation_key is not null;
drop index runs_by_situation_time, claude_batch_requests_by_situation;
alter table claude_batches drop column foreign_ids, drop column is_guessed;
