-- Up Migration

-- A person looks for a contact's runs without knowing the location: GHL's contact ids are unique everywhere.
create index runs_by_contact_id on runs (contact_id, started_at desc, id desc);
drop index runs_by_contact;
-- "Which of this location's replies were templates?": a rare source was looked for through all its runs.
create index runs_by_location_source on runs (location_id, reply_source, started_at desc, id desc);

-- Down Migration

drop index runs_by_location_source;
create index runs_by_contact on runs (location_id, contact_id, started_at desc, id desc);
drop index runs_by_contact_id;
