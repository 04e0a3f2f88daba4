-- A prepared statement and a cached plan serve whoever is signed in when they run.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_bob
SELECT title FROM create_task('Bob''s');
:as_alice
SELECT title FROM create_task('Alice''s');
PREPARE mine AS SELECT title FROM tasks;
SET plan_cache_mode = force_generic_plan;
EXECUTE mine;
SELECT title FROM list_tasks();
:as_bob
EXECUTE mine;
SELECT title FROM list_tasks();
:as_nobody
EXECUTE mine;
SELECT pg_temp.error('SELECT list_tasks()');
-- a function with cached plans of its own
RESET ROLE;
CREATE FUNCTION pg_temp.titles() RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN (SELECT string_agg(title, ', ') FROM todo.tasks); END$$;
:as_alice
SELECT pg_temp.titles();
:as_bob
SELECT pg_temp.titles();
-- within one transaction
RESET ROLE;
BEGIN;
SET LOCAL ROLE regress_backend;
SELECT set_user(:alice);
EXECUTE mine;
SELECT set_user(:bob);
EXECUTE mine;
SELECT title FROM list_tasks();
ROLLBACK;
-- a cursor that nothing was read from yet: the same
:as_alice
BEGIN;
DECLARE c CURSOR FOR SELECT title FROM tasks;
:as_bob
FETCH ALL FROM c;
COMMIT;
-- after an error
:as_alice
BEGIN;
SELECT title FROM create_task('rolled back');
SELECT create_task(' ');
ROLLBACK;
SELECT title FROM list_tasks();
-- workers of a parallel plan
:as_owner
INSERT INTO tasks (user_id, title) SELECT CASE WHEN i % 2 = 0 THEN :alice::uuid ELSE :bob::uuid END, 'many' FROM generate_series(1, 1000) i;
ANALYZE tasks;
:as_alice
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM tasks;
SELECT count(*), bool_and(user_id = :alice) AS own FROM tasks;
