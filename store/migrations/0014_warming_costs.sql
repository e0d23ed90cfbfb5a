-- Up Migration

-- A call can cost less than a millionth of a dollar, and what a night cost is the exact sum of its calls.
alter table warmings alter column cost_usd type numeric;

-- Down Migration

alter table warmings alter column cost_usd type numeric(12, 6);
