-- Up Migration

-- The transaction that wrote the row. Readers of changes ask for those since the oldest transaction
-- that was still open when they last looked, so that a late commit is never missed.
alter table qualification_flows add column changed_in xid8 not null default pg_current_xact_id();
create index qualification_flows_by_change on qualification_flows (changed_in, location_id, contact_id);
-- What a process that starts brings up to date in Redis.
create index qualification_flows_by_update on qualification_flows (updated_at);

-- Down Migration

drop index qualification_flows_by_update;
alter table qualification_flows drop column changed_in;
