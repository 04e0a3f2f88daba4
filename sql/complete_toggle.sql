-- complete_task and reopen_task are idempotent, toggle_task is not; completed_at follows.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT version FROM create_task('Buy milk', NULL, :task1);
SELECT completed, completed_at = updated_at AS completed_now, version FROM complete_task(:task1);
SELECT completed, completed_at < clock_timestamp() AS kept, version FROM complete_task(:task1);
SELECT completed, version FROM complete_task(:task1, 2);
SELECT completed, completed_at, version FROM reopen_task(:task1);
SELECT completed, completed_at, version FROM reopen_task(:task1, 3);
SELECT completed, completed_at IS NOT NULL AS has_completed_at, version FROM toggle_task(:task1);
SELECT completed, completed_at, version FROM toggle_task(:task1);
SELECT left(pg_temp.error($$SELECT complete_task('00000000-0000-7000-8000-000000000001', 4)$$), 5) AS old_version;
SELECT left(pg_temp.error($$SELECT reopen_task('00000000-0000-7000-8000-000000000001', 6)$$), 5) AS no_such_version;
:as_bob
SELECT pg_temp.error(format('SELECT %s(%L)', f, '00000000-0000-7000-8000-000000000001'))
FROM unnest(ARRAY['complete_task', 'reopen_task', 'toggle_task']) f;
SELECT pg_temp.error(format('SELECT %s(NULL)', f)) FROM unnest(ARRAY['complete_task', 'reopen_task', 'toggle_task']) f;
:as_nobody
SELECT pg_temp.error(format('SELECT %s(%L)', f, '00000000-0000-7000-8000-000000000001'))
FROM unnest(ARRAY['complete_task', 'reopen_task', 'toggle_task']) f;
