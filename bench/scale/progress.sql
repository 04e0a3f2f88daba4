-- What is under way, in one line.
SELECT concat_ws(' ', 'COPY', relid::regclass, tuples_processed) FROM pg_stat_progress_copy
UNION ALL
SELECT concat_ws(' ', command, 'on', relid::regclass, phase,
                 CASE WHEN tuples_total > 0 THEN tuples_done || ' of ' || tuples_total
                      WHEN blocks_total > 0 THEN blocks_done || ' of ' || blocks_total END)
FROM pg_stat_progress_create_index
UNION ALL
SELECT left(regexp_replace(query, '\s+', ' ', 'g'), 60) FROM pg_stat_activity
WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend';
