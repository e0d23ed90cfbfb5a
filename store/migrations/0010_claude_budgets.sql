-- Up Migration

alter table claude_calls
  -- whose conversation it is about; null for what concerns no contact, such as a reply that is written in advance
  add column contact_id text,
  -- the most the call could cost, as it was estimated before; what counts as long as nobody knows better
  add column reserved_usd numeric not null default 0,
  drop constraint claude_calls_status_check,
  -- 'unknown': no answer came, and nobody can tell whether it was paid
  add constraint claude_calls_status_check check (status in ('asked', 'answered', 'failed', 'unknown'));

create index claude_calls_unknown on claude_calls (asked_at, location_id) where status = 'unknown';

-- What each location, and each contact of it, may have spent on Claude in a day or month of UTC.
-- The rows are always taken in the order of the key, after those of claude_calls (store/budgets.ts).
create table claude_budgets (
  location_id text not null,
  -- empty: the location as a whole
  contact_id text not null,
  period text not null check (period in ('day', 'month')),
  starts_on date not null,
  -- by calls that are under way
  reserved_usd numeric not null default 0,
  -- by answers at their price, and by calls of unknown cost at what was reserved for them
  spent_usd numeric not null default 0,
  -- the cap that is nearly spent or was met; people are told once for each
  warned_usd numeric,
  -- the run that tells them; null until one has taken it on
  told_by text,
  primary key (location_id, contact_id, period, starts_on)
);
create index claude_budgets_warned on claude_budgets (location_id, told_by) where warned_usd is not null;

-- A cap counts from the first day on, with what the day and month had cost by then.
insert into claude_budgets (location_id, contact_id, period, starts_on, spent_usd)
select location_id, '', period, date_trunc(period, asked_at at time zone 'UTC')::date, sum(cost_usd)
from claude_calls cross join (values ('day'), ('month')) as counted (period)
group by 1, 2, 3, 4;

-- Down Migration

drop table claude_budgets;
drop index claude_calls_unknown;
update claude_calls set status = 'asked' where status = 'unknown';
alter table claude_calls
  drop constraint claude_calls_status_check,
  add constraint claude_calls_status_check check (status in ('asked', 'answered', 'failed')),
  drop column reserved_usd,
  drop column contact_id;
