-- Up Migration

-- What the lead wrote in which state, as a hash: runs with the same one could have the same reply.
alter table runs add column situation_key text;
create index runs_by_situation on runs (location_id, situation_key, started_at, contact_id)
  where situation_key is not null;

-- What is needed to have a recurring reply written anew once settings, prompts or models have changed.
-- Texts are masked and no contact is named.
create table response_situations (
  location_id text not null,
  situation_key text not null,
  situation jsonb not null,
  answer jsonb not null,
  -- where the answer stands in the cache; another key today means that it would be another answer
  response_key text not null,
  -- prompts and model of the analyses in the answer
  analysis_version text not null,
  -- the response key under which an answer was asked for and was not fit to be kept
  unfit_key text,
  answered_at timestamptz not null default now(),
  primary key (location_id, situation_key)
);
create index response_situations_by_age on response_situations (location_id, answered_at);

-- One Message Batch. Written before it is submitted, so that it is never paid for twice.
create table claude_batches (
  id text primary key,
  -- the run of warm-responses that planned it
  workflow_id text not null,
  requests integer not null,
  planned_at timestamptz not null default now(),
  -- set before the batch is handed in: from then on it may exist although its id is not known
  submitting_at timestamptz,
  -- Anthropic's id
  batch_id text unique,
  -- set when its results have been taken, or when it was refused
  ended_at timestamptz
);
create index claude_batches_open on claude_batches (planned_at) where ended_at is null;

create table claude_batch_requests (
  -- the row of claude_calls, and the custom_id in the batch
  call_id text primary key,
  batch text not null references claude_batches (id) on delete cascade,
  location_id text not null,
  situation_key text not null,
  task text not null check (task in ('semantic', 'qualification', 'reply')),
  model text not null,
  -- where a reply goes in the cache
  response_key text not null,
  -- null until its result was taken
  outcome text
);
create index claude_batch_requests_by_batch on claude_batch_requests (batch);

-- Down Migration

drop table claude_batch_requests, claude_batches, response_situations;
drop index runs_by_situation;
alter table runs drop column situation_key;
