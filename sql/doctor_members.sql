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
-- which a probe is not asked
BEGIN;
ALTER EXTENSION todo ADD TABLE events;
SELECT check_name, detail FROM health() WHERE NOT ok;
ROLLBACK;
-- a view that is gone, or has other names; whose comments keep install() from nothing
BEGIN;
DROP VIEW active_tasks;
:found
:install
ROLLBACK;
BEGIN;
ALTER VIEW active_tasks RENAME title TO name;
DROP TRIGGER tasks_rules ON tasks;
:found
:install
ROLLBACK;
-- a relation that has an index's name
BEGIN;
DROP INDEX idx_tasks_user_deleted;
CREATE TABLE idx_tasks_user_deleted (id int);
:found
ROLLBACK;
-- statistics on expressions of texts; of states they tell nothing
CREATE STATISTICS public.regress_titles ON lower(title) FROM tasks;
CREATE STATISTICS public.regress_states ON completed, version, title, (extract(year FROM created_at)) FROM tasks;
CREATE STATISTICS public.regress_unused ON upper(title) FROM tasks;
ALTER STATISTICS public.regress_unused SET STATISTICS 0;
CREATE INDEX regress_title ON tasks (user_id, lower(title), (completed_at IS NULL), upper(description));
CREATE INDEX regress_year ON tasks (title, (extract(year FROM created_at AT TIME ZONE 'UTC'))) WHERE title <> '';
CREATE FUNCTION public.regress_row(task tasks) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT task.title';
CREATE INDEX regress_row ON tasks (public.regress_row(tasks));
SET client_min_messages = error; -- a WARNING of what is not gathered
INSERT INTO tasks (user_id, title, description) SELECT u, CASE u WHEN :bob THEN 'Secret' ELSE 'task ' || i END, 'plan'
    FROM generate_series(1, 100) i, unnest(ARRAY[:alice, :bob]::uuid[]) u;
ANALYZE tasks;
SET client_min_messages = warning;
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
ALTER INDEX regress_title ALTER COLUMN 4 SET STATISTICS 0;
DROP INDEX regress_row;
:found
DELETE FROM pg_statistic WHERE starelid = 'todo.regress_title'::regclass;
SELECT pg_temp.is_clean();
:as_alice
SELECT pg_temp.estimate($$lower(title) = 'secret'$$) > pg_temp.estimate($$lower(title) = 'other'$$) AS told;
:as_owner
DROP INDEX regress_title, regress_year;
DROP STATISTICS public.regress_states, public.regress_unused;
DROP FUNCTION public.regress_row(tasks);
-- statistics of before, of columns that are kept out since; what a function says that the service may not call
ALTER TABLE tasks ADD note text;
CREATE STATISTICS public.regress_notes (mcv) ON note, completed FROM tasks;
ANALYZE tasks;
ALTER TABLE tasks ALTER note SET STATISTICS 0;
CREATE FUNCTION public.regress_salt(int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN ''x''; END';
REVOKE EXECUTE ON FUNCTION public.regress_salt FROM PUBLIC;
CREATE INDEX regress_salted ON tasks_archive ((public.regress_salt(1) || user_id::text));
\c
SET client_min_messages = warning;
SET search_path = todo;
:found
DROP STATISTICS public.regress_notes;
ALTER TABLE tasks DROP note;
DROP INDEX regress_salted;
DROP FUNCTION public.regress_salt;
