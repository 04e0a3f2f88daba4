-- install() makes anew what 0.1.0 made otherwise, and says so; what anybody else made, of the same name or the same condition, stays.
\set ECHO none
\i test/fixture.psql
\pset format unaligned
\set ECHO all
BEGIN;
ALTER TABLE tasks DROP CONSTRAINT chk_title_not_empty;
DROP POLICY users_service_policy ON users;
DROP POLICY tasks_service_policy ON tasks;
DROP INDEX idx_tasks_created_at, idx_tasks_user_completed, idx_tasks_user_id;
SAVEPOINT bare;
-- as 0.1.0 made it
ALTER TABLE tasks ADD CONSTRAINT chk_version_positive CHECK (version > 0), ADD CONSTRAINT chk_title_not_empty
    CHECK (btrim(title, E'\t\n\x0b\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000') <> '');
CREATE POLICY users_service_policy ON users TO todo_service USING (current_user_id() IS NULL) WITH CHECK (current_user_id() IS NULL);
CREATE POLICY tasks_service_policy ON tasks TO todo_service USING (current_user_id() IS NULL) WITH CHECK (current_user_id() IS NULL);
CREATE INDEX idx_tasks_created_at ON tasks (created_at);
CREATE INDEX idx_tasks_user_completed ON tasks (user_id, completed) WHERE deleted_at IS NULL;
CREATE INDEX idx_tasks_user_id ON tasks (user_id, created_at DESC, id DESC);
GRANT SELECT ON users TO authenticated_user;
-- and an administrator's own
GRANT SELECT ON users TO regress_stranger;
CREATE POLICY reports_policy ON tasks FOR SELECT TO regress_stranger USING (current_user_id() IS NULL);
CREATE TABLE notes (id int);
CREATE POLICY tasks_service_policy ON notes TO todo_service USING (current_user_id() IS NULL);
SET LOCAL quote_all_identifiers = on;
SELECT install();
SET LOCAL quote_all_identifiers = off;
SELECT check_name, detail FROM doctor() WHERE NOT ok;
SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'todo' AND qual LIKE '%IS NULL%' ORDER BY 1, 2;
-- of the names alone
ROLLBACK TO bare;
ALTER TABLE tasks ADD CONSTRAINT chk_version_positive CHECK (version > 1), ADD CONSTRAINT chk_title_not_empty CHECK (btrim(title) <> '');
CREATE INDEX idx_tasks_created_at ON tasks (created_at DESC);
SELECT install();
ROLLBACK;
