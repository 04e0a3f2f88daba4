-- Each of the named indexes serves a query of the API or of maintenance, under row security.
\set ECHO none
\i test/fixture.psql
\set ECHO all
INSERT INTO users (id, email) SELECT ('10000000-0000-4000-8000-' || to_char(i, 'FM000000000000'))::uuid, i || '@example.com' FROM generate_series(1, 500) i;
INSERT INTO tasks (user_id, title, completed, created_at, updated_at, deleted_at)
SELECT ('10000000-0000-4000-8000-' || to_char(CASE WHEN i % 40 = 0 THEN 8 ELSE i % 500 + 1 END, 'FM000000000000'))::uuid, 'task ' || i, i % 5 < 2,
       timestamptz '2026-01-01' + i * interval '1 minute', timestamptz '2026-01-02' + i * interval '1 minute',
       CASE WHEN i % 50 = 0 THEN timestamptz '2026-02-01' + i * interval '1 minute' END
FROM generate_series(1, 50000) i;
VACUUM ANALYZE tasks;
-- which indexes a statement reads: the functions' own plans are seen by what they touch
CREATE FUNCTION pg_temp.indexes(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    used text;
BEGIN
    SELECT jsonb_object_agg(indexrelname, pg_stat_get_xact_numscans(indexrelid)) INTO before FROM pg_stat_user_indexes WHERE schemaname = 'todo';
    EXECUTE statement;
    SELECT string_agg(indexrelname, ', ' ORDER BY indexrelname) INTO used FROM pg_stat_user_indexes
    WHERE schemaname = 'todo' AND pg_stat_get_xact_numscans(indexrelid) > (before ->> indexrelname)::bigint;
    RETURN used;
END
$$;
-- what this session has read so far is not counted below
SELECT FROM pg_stat_force_next_flush();
-- the statements are planned once, here for a user for whom an index over all tenants looks cheaper, and serve everybody
SELECT set_user('10000000-0000-4000-8000-000000000008', 'session');
SET ROLE regress_app;
SELECT task_cursor(t) AS open_row FROM list_tasks(false, 5) t OFFSET 4 \gset
SELECT task_cursor(t) AS trash_row FROM list_trash(5) t OFFSET 4 \gset
CREATE TEMP TABLE probes (statement text);
INSERT INTO probes VALUES ('SELECT list_tasks()'), ('SELECT list_tasks(page_cursor => ' || quote_literal(:'open_row') || ')'),
    ('SELECT list_tasks(false)'), ('SELECT list_tasks(false, 50, ' || quote_literal(:'open_row') || ')'), ('SELECT list_trash()'),
    ('SELECT list_trash(50, ' || quote_literal(:'trash_row') || ')'), ('SELECT tasks_page(true)'), ('SELECT count_tasks()'),
    ('SELECT get_task(gen_random_uuid())'), ('SELECT create_task(''x'')'), ('SELECT create_tasks(''[{"title": "x"}]'')'),
    ('SELECT create_tasks(''[{"title": "x", "id": "00000000-0000-7000-8000-000000000001"}]'')');
SELECT left(statement, 30) AS statement, pg_temp.indexes(statement) AS reads FROM probes;
-- no table was read as a whole
SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'todo' AND seq_scan > 0;
-- the same as plain SQL, explained; bitmaps are left out where there is a choice, so that it hangs on no estimate
SET enable_bitmapscan = off;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT id, title FROM tasks ORDER BY created_at DESC, id DESC LIMIT 50;
EXPLAIN (COSTS OFF) SELECT id, title FROM tasks WHERE NOT completed AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 50;
EXPLAIN (COSTS OFF) SELECT completed, count(*) FROM active_tasks GROUP BY completed;
EXPLAIN (COSTS OFF) SELECT count(*) FROM active_tasks WHERE completed;
EXPLAIN (COSTS OFF) SELECT id, title FROM tasks WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC LIMIT 50;
:as_service
EXPLAIN (COSTS OFF) SELECT id FROM tasks WHERE completed AND deleted_at IS NULL AND updated_at < '2026-01-03' ORDER BY updated_at LIMIT 1000;
SET enable_bitmapscan = on;
EXPLAIN (COSTS OFF) SELECT id FROM tasks WHERE created_at >= '2026-01-10' AND created_at < '2026-01-11' ORDER BY created_at;
