-- Up Migration

-- The run that handed the conversation to a person and put the bot to sleep: its own words still go out.
alter table conversations add column paused_by text;

-- 'withheld': a reply that was written and is not sent, in draft mode or because a person is to answer.
alter table sends drop constraint sends_status_check;
alter table sends add constraint sends_status_check
  check (status in ('claimed', 'sending', 'sent', 'aborted', 'failed', 'unclear', 'withheld'));

-- What was said before the messages that prompts show whole, in a few masked lines.
create table conversation_summaries (
  location_id text not null,
  contact_id text not null,
  summary text not null,
  -- the newest message that is in it
  until_date_added timestamptz not null,
  until_message_id text not null,
  updated_at timestamptz not null default now(),
  primary key (location_id, contact_id)
);

-- Down Migration

drop table conversation_summaries;
delete from sends where status = 'withheld';
alter table sends drop constraint sends_status_check;
alter table sends add constraint sends_status_check
  check (status in ('claimed', 'sending', 'sent', 'aborted', 'failed', 'unclear'));
alter table conversations drop column paused_by;
