-- doctor() finds each kind of damage and names the remedy; when that is done, it finds nothing more. It writes nothing.
\set ECHO none
\i test/fixture.psql
\i test/doctor.psql
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'one'), (:task2, :alice, 'two'), (:task3, :bob, 'three');
UPDATE tasks SET completed = true WHERE id = :task1;
\set ECHO all
:as_service
SELECT check_name, ok, regexp_replace(detail, '\d+\.\d+\.\d+', 'N.N.N') AS detail FROM doctor();
RESET ROLE;
-- policies: dropped, altered
DROP POLICY tasks_isolation_policy ON tasks;
DROP POLICY events_service_policy ON events;
:found
:install
ALTER POLICY tasks_isolation_policy ON tasks USING (true);
ALTER POLICY users_isolation_policy ON users TO authenticated_user;
DROP POLICY user_counters_isolation_policy ON user_counters;
CREATE POLICY user_counters_isolation_policy ON user_counters USING (user_id = current_user_id());
:found
DROP POLICY tasks_isolation_policy ON tasks;
DROP POLICY users_isolation_policy ON users;
DROP POLICY user_counters_isolation_policy ON user_counters;
:install
-- a policy that hides rows from the doctor itself
CREATE POLICY mine ON tasks AS RESTRICTIVE USING (title <> 'one');
:found
:as_service
SELECT pg_temp.error('SELECT rebuild_counters()');
RESET ROLE;
DROP POLICY mine ON tasks;
REVOKE SELECT ON events FROM todo_service;
:found
:install
-- row security: not forced, off, a view with its owner's rights
ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE events DISABLE ROW LEVEL SECURITY;
ALTER VIEW active_tasks SET (security_invoker = false);
:found
DROP VIEW active_tasks;
:install
-- triggers: disabled, dropped, another function, foreign keys that are not looked after
ALTER TABLE tasks DISABLE TRIGGER tasks_journal_update;
DROP TRIGGER users_counters ON users;
DROP TRIGGER tasks_rules ON tasks;
CREATE TRIGGER tasks_rules BEFORE INSERT OR UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE events DISABLE TRIGGER ALL;
:found
DROP TRIGGER tasks_rules ON tasks;
ALTER TABLE events ENABLE TRIGGER ALL;
:install
-- indexes and constraints: missing, other than shipped, invalid
DROP INDEX idx_tasks_user_completed, idx_users_email, idx_tasks_created_at;
CREATE INDEX idx_users_email ON users (email);
CREATE INDEX idx_tasks_created_at ON tasks (created_at);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_events_task_id'::regclass;
ALTER TABLE events DROP CONSTRAINT chk_events_kind;
ALTER TABLE tasks DROP CONSTRAINT chk_title_not_empty, DROP CONSTRAINT fk_tasks_user_id;
ALTER TABLE tasks ADD CONSTRAINT chk_title_not_empty CHECK (title <> '');
ALTER TABLE tasks ADD CONSTRAINT fk_tasks_user_id FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
:found
DROP INDEX idx_users_email, idx_tasks_created_at;
ALTER TABLE tasks DROP CONSTRAINT chk_title_not_empty, DROP CONSTRAINT fk_tasks_user_id;
:install
-- columns and grants
ALTER TABLE users ALTER email DROP NOT NULL, ALTER id DROP DEFAULT, ALTER name TYPE text;
ALTER TABLE tasks ALTER id DROP DEFAULT;
REVOKE UPDATE ON tasks FROM authenticated_user;
GRANT TRUNCATE ON tasks TO authenticated_user;
GRANT EXECUTE ON FUNCTION set_user TO PUBLIC;
:found
ALTER TABLE users ALTER email SET NOT NULL, ALTER id SET DEFAULT gen_random_uuid(), ALTER name TYPE varchar(255);
REVOKE TRUNCATE ON tasks FROM authenticated_user;
REVOKE EXECUTE ON FUNCTION set_user FROM PUBLIC;
:install
-- a table that is gone
BEGIN;
TRUNCATE users CASCADE;
DROP TABLE events;
:found
:install
ROLLBACK;
