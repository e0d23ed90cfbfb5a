-- Up Migration

-- Those of cache_write_tokens that the prompt cache keeps for an hour: they cost more than the others, so
-- a row can be reckoned again only with them.
alter table claude_calls add column cache_write_hour_tokens integer not null default 0;

-- Down Migration

alter table claude_calls drop column cache_write_hour_tokens;
