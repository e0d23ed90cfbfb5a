-- Up Migration

-- Advice that may be told in one conversation alone is found again by what its calls were booked under: the
-- workflow id without the run, a slash and 36 characters (store/coaching.ts).
create index advice_by_conversation on claude_calls (left(workflow_id, -37), answered_at desc)
  where task = 'coaching';

-- Down Migration

drop index advice_by_conversation;
