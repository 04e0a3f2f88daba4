-- What users write is not in the planner's statistics, by which EXPLAIN would tell it to clients who may not read it.
\set ECHO none
\i test/fixture.psql
\i test/doctor.psql
CREATE FUNCTION pg_temp.estimate(condition text) RETURNS text LANGUAGE plpgsql AS
    $$DECLARE plan json; BEGIN EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM todo.tasks t, generate_series(1::bigint, 1000000000000) g WHERE g < 0 OR ' || condition INTO plan; RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows'; END$$;
-- attstattarget may be null since 17
CREATE FUNCTION pg_temp.remembered() RETURNS TABLE (remembered text) LANGUAGE sql AS $$ANALYZE todo.users, todo.tasks, todo.tasks_archive, todo.idempotency_keys, todo.events;
    SELECT s.tablename || '.' || s.attname FROM pg_stats s JOIN pg_attribute a ON attrelid = format('todo.%I', tablename)::regclass AND a.attname = s.attname
    WHERE s.schemaname = 'todo' AND atttypid IN ('text'::regtype, 'varchar'::regtype, 'bytea'::regtype) AND has_column_privilege('authenticated_user', attrelid, attnum, 'SELECT') ORDER BY 1$$;
\set ECHO all
UPDATE users SET name = 'Alice', image = 'https://example.com/alice';
INSERT INTO tasks (user_id, title, description, completed, updated_at)
    SELECT :alice, CASE WHEN i % 4 = 0 THEN 'frequent' ELSE 'seldom ' || i END, 'text ' || i, i > 400, CASE WHEN i > 400 THEN timestamptz '2000-01-01' ELSE now() END FROM generate_series(1, 500) i;
:as_service
SELECT job, rows FROM run_maintenance() WHERE job = 'archive_tasks';
:as_alice
SELECT count(*) FROM (SELECT execute(format('[{"do": "count_tasks", "key": "key %s"}]', i)::jsonb) FROM generate_series(1, 20) i) keys;
:as_owner
-- the kinds of event are known to all
SELECT * FROM pg_temp.remembered();
:as_bob
SELECT pg_temp.estimate($$title < 'a'$$) = pg_temp.estimate($$title < 'zz'$$) AS alike, pg_temp.estimate($$title = 'frequent'$$) = pg_temp.estimate($$title = 'none'$$) AS alike_too,
    pg_temp.estimate($$description < 'a'$$) = pg_temp.estimate($$description < 'zz'$$) AS and_alike;
-- a table that was made otherwise, or altered: found, and mended with what ANALYZE has found meanwhile
:as_owner
ALTER TABLE tasks ALTER title SET STATISTICS 100;
SELECT * FROM pg_temp.remembered();
:found
SELECT * FROM install();
SELECT * FROM pg_temp.remembered();
SELECT pg_temp.is_clean();
-- what ANALYZE has found stays when it is told to look no more
ALTER TABLE tasks ALTER title SET STATISTICS 100;
ANALYZE tasks;
ALTER TABLE tasks ALTER title SET STATISTICS 0;
:found
SELECT * FROM install();
SELECT * FROM pg_temp.remembered();
SELECT pg_temp.is_clean();
