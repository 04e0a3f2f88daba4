-- doctor() finds what a dump would leave out or bring twice, functions that are not ours any more, and statistics that tell of texts.
\set ECHO none
\i test/fixture.psql
\i test/doctor.psql
\set ECHO all
BEGIN;
ALTER EXTENSION todo ADD TABLE events;
ALTER EXTENSION todo ADD VIEW active_tasks;
ALTER EXTENSION todo DROP FUNCTION undo(bigint);
CREATE OR REPLACE FUNCTION nobody_signed_in() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
ALTER FUNCTION current_user_id() SECURITY DEFINER;
:found
ALTER EXTENSION todo DROP table events;
ALTER EXTENSION todo DROP view active_tasks;
ALTER EXTENSION todo ADD FUNCTION undo(bigint);
ALTER FUNCTION current_user_id() SECURITY INVOKER;
:found
ROLLBACK;
-- a relation that has an index's name
BEGIN;
DROP INDEX idx_tasks_user_deleted;
CREATE TABLE idx_tasks_user_deleted (id int);
:found
ROLLBACK;
-- statistics on expressions of texts; of states they tell nothing
CREATE STATISTICS public.regress_titles ON lower(title) FROM tasks;
CREATE STATISTICS public.regress_states ON completed, version FROM tasks;
CREATE INDEX regress_title ON tasks (user_id, lower(title), upper(description)) WHERE title <> '';
CREATE INDEX regress_year ON tasks (extract(year FROM created_at AT TIME ZONE 'UTC'));
INSERT INTO tasks (user_id, title, description) SELECT u, CASE u WHEN :bob THEN 'Secret' ELSE 'task ' || i END, 'plan'
    FROM generate_series(1, 100) i, unnest(ARRAY[:alice, :bob]::uuid[]) u;
ANALYZE tasks;
:found
:as_alice
CREATE FUNCTION pg_temp.estimate(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) SELECT FROM todo.tasks WHERE ' || condition INTO plan;
    RETURN plan -> 0 -> 'Plan' -> 'Plan Rows';
END $$;
SELECT pg_temp.estimate($$lower(title) = 'secret'$$) > pg_temp.estimate($$lower(title) = 'other'$$) AS told;
:as_owner
-- the remedies
DROP STATISTICS public.regress_titles;
ALTER INDEX regress_title ALTER COLUMN 2 SET STATISTICS 0;
ALTER INDEX regress_title ALTER COLUMN 3 SET STATISTICS 0;
DELETE FROM pg_statistic WHERE starelid = 'todo.regress_title'::regclass;
SELECT pg_temp.is_clean();
:as_alice
SELECT pg_temp.estimate($$lower(title) = 'secret'$$) > pg_temp.estimate($$lower(title) = 'other'$$) AS told;
:as_owner
DROP INDEX regress_title, regress_year;
DROP STATISTICS public.regress_states;
