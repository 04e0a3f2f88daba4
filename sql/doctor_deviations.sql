-- doctor() tells how a thing of its name is otherwise than shipped: each way, and nothing is changed. What is another owner's is told, and refused.
\set ECHO none
\i test/fixture.psql
\pset format unaligned
\set found ':as_service SELECT check_name, detail FROM doctor() WHERE NOT ok AND check_name NOT IN (''comments'', ''counters'', ''events''); RESET ROLE; ROLLBACK;'
\set ECHO all
-- indexes
BEGIN;
DROP INDEX idx_tasks_user_deleted, idx_tasks_updated_at, idx_tasks_user_id, idx_tasks_user_completed_created, idx_users_email, idx_users_created_at;
CREATE INDEX idx_tasks_user_deleted ON tasks (user_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX idx_tasks_updated_at ON tasks (updated_at) WHERE completed;
CREATE UNIQUE INDEX idx_tasks_user_id ON tasks (user_id);
CREATE INDEX idx_tasks_user_completed_created ON tasks (user_id, completed, created_at DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX idx_users_email ON tasks (title);
CREATE INDEX idx_users_created_at ON users USING brin (created_at);
:found
-- policies
BEGIN;
ALTER POLICY tasks_isolation_policy ON tasks WITH CHECK (true);
:found
-- triggers
BEGIN;
DROP TRIGGER tasks_rules ON tasks;
CREATE TRIGGER tasks_rules BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION task_rules();
DROP TRIGGER users_rules ON users;
CREATE TRIGGER users_rules BEFORE UPDATE OF email ON users FOR EACH ROW EXECUTE FUNCTION user_rules();
DROP TRIGGER tasks_journal_insert ON tasks;
CREATE TRIGGER tasks_journal_insert AFTER INSERT ON tasks REFERENCING NEW TABLE AS others FOR EACH STATEMENT EXECUTE FUNCTION journal();
:found
-- constraints
BEGIN;
ALTER TABLE events DROP CONSTRAINT events_pkey;
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (seq);
ALTER TABLE tasks DROP CONSTRAINT fk_tasks_user_id, DROP CONSTRAINT chk_title_not_empty;
ALTER TABLE tasks ADD CONSTRAINT fk_tasks_user_id FOREIGN KEY (id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE tasks ADD CONSTRAINT chk_title_not_empty UNIQUE (title, id);
:found
BEGIN;
ALTER TABLE tasks DROP CONSTRAINT fk_tasks_user_id;
ALTER TABLE tasks ADD CONSTRAINT fk_tasks_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
:found
-- defaults, of a column that is there and of one that install() gives it
BEGIN;
ALTER TABLE tasks ALTER completed SET DEFAULT true, ALTER id SET DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE users ALTER created_at SET DEFAULT 'epoch';
:found
BEGIN;
CREATE COLLATION pg_temp.no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
ALTER TABLE identities ALTER subject TYPE text COLLATE pg_temp.no_case; ALTER POLICY tasks_isolation_policy ON tasks USING (true);
:found
-- a view of other rows, a table that a crash empties
BEGIN;
CREATE OR REPLACE VIEW active_tasks WITH (security_invoker = true) AS TABLE tasks;
ALTER TABLE events SET UNLOGGED;
:found
BEGIN;
DROP VIEW active_tasks;
CREATE VIEW active_tasks WITH (security_invoker = true) AS SELECT 1 AS id;
:found
-- not now() in other words, nor a view with a column more, which its owner has added
BEGIN;
ALTER TABLE tasks ALTER created_at SET DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE tasks ADD COLUMN colour text;
CREATE OR REPLACE VIEW active_tasks WITH (security_invoker = true) AS
    SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version, colour FROM tasks WHERE deleted_at IS NULL;
:found
-- roles: what they may do, and what they may do through others
BEGIN;
CREATE ROLE regress_power SUPERUSER;
CREATE ROLE regress_between IN ROLE regress_power;
GRANT regress_between TO authenticated_user;
ALTER ROLE todo_service CREATEROLE REPLICATION;
:found
-- relations of another kind
BEGIN;
DROP VIEW active_tasks;
CREATE TABLE active_tasks (id int);
SELECT pg_temp.error('SELECT install()');
SELECT check_name, detail FROM health() WHERE NOT ok;
:found
BEGIN;
ALTER TABLE identities RENAME TO others;
CREATE VIEW identities AS TABLE others;
SELECT pg_temp.error('SELECT install()');
:found
-- owners: whoever owns a table is not bound by what keeps others out
BEGIN;
ALTER TABLE tasks OWNER TO regress_backend;
ALTER VIEW active_tasks OWNER TO regress_backend;
ALTER SCHEMA todo OWNER TO regress_stranger;
:found
BEGIN;
ALTER TABLE tasks OWNER TO regress_backend;
SELECT pg_temp.error('SELECT install()');
ALTER TABLE tasks OWNER TO CURRENT_USER;
ALTER SCHEMA todo OWNER TO regress_backend;
SELECT pg_temp.error('SELECT install()');
ROLLBACK;
SELECT check_name FROM doctor() WHERE NOT ok;
