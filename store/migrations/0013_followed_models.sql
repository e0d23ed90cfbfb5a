-- Up Migration

-- Defaults used to be written into each location's row, where no change of the table of models reached
-- them. What equals the default of that time was hardly ever chosen: from now on it follows the table.
update tenants set configuration = jsonb_set(configuration, '{models,analysis}', 'null')
where configuration #>> '{models,analysis}' = 'claude-haiku-5-5';
update tenants set configuration = jsonb_set(configuration, '{models,reply}', 'null')
where configuration #>> '{models,reply}' = 'claude-sonnet-5-5';

-- Down Migration

update tenants set configuration = jsonb_set(configuration, '{models,analysis}', '"claude-haiku-5-5"')
where configuration #> '{models,analysis}' = 'null';
update tenants set configuration = jsonb_set(configuration, '{models,reply}', '"claude-sonnet-5-5"')
where configuration #> '{models,reply}' = 'null';
