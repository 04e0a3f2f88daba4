-- install() puts back what is missing and says what it made; it is for superusers.
\set ECHO none
\i test/fixture.psql
\set ECHO all
SELECT todo.install();
DROP INDEX todo.idx_tasks_user_completed;
DROP POLICY tasks_isolation_policy ON todo.tasks;
DROP TRIGGER tasks_rules ON todo.tasks;
ALTER TABLE todo.tasks DROP CONSTRAINT chk_title_not_empty, NO FORCE ROW LEVEL SECURITY;
ALTER TABLE todo.users DISABLE ROW LEVEL SECURITY, DISABLE TRIGGER users_rules;
REVOKE UPDATE ON todo.tasks FROM authenticated_user;
DROP VIEW todo.active_tasks;
ALTER TABLE todo.events RESET (autovacuum_analyze_scale_factor);
SELECT todo.install();
SELECT todo.install();
-- an index that was left invalid is made anew
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'todo.idx_tasks_user_id'::regclass;
SELECT todo.install();
-- a storage parameter is its owner's to set, also where another one is missing
BEGIN;
ALTER TABLE todo.tasks SET (autovacuum_vacuum_scale_factor = 0.5);
ALTER TABLE todo.tasks RESET (autovacuum_analyze_scale_factor);
SELECT todo.install();
SELECT option_name, option_value FROM pg_class, pg_options_to_table(reloptions) WHERE oid = 'todo.tasks'::regclass ORDER BY 1;
ROLLBACK;
SET ROLE regress_backend;
SELECT todo.install();
RESET ROLE;
SET search_path = pg_temp, public;
SELECT todo.install();
