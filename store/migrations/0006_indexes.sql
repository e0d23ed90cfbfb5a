-- Up Migration

-- Operators list runs by any of these, newest first; without one, a rare value is looked for through all runs.
create index runs_by_location_status on runs (location_id, status, started_at desc, id desc);
create index runs_by_event_type on runs (event_type, started_at desc, id desc);
create index runs_by_reply_source on runs (reply_source, started_at desc, id desc);

-- Down Migration

drop index runs_by_reply_source, runs_by_event_type, runs_by_location_status;
