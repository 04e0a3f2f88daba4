-- Tables that their owner has altered so that rows are found otherwise, or hold what functions do not expect: clear errors.
\set ECHO none
\i test/fixture.psql
\set ECHO all
-- primary keys that begin with other columns, or are others: rows are found by another index, or by none
BEGIN;
ALTER TABLE user_counters DROP CONSTRAINT user_counters_pkey, ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY (START 7000000000000000000), ADD UNIQUE (user_id);
ALTER TABLE user_counters ADD PRIMARY KEY (id);
ALTER TABLE users ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE, ADD PRIMARY KEY (n);
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey, ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
SELECT set_user(:alice);
SELECT execute('[{"do": "create_task", "args": {"title": "once"}, "key": "k"}]') -> 0 -> 'ok' AS ok;
SELECT execute('[{"do": "create_task", "args": {"title": "once"}, "key": "k"}]') -> 0 -> 'ok' AS ok;
SELECT title FROM create_task('two', NULL, :task2);
SELECT open, seq FROM user_counters WHERE user_id = :alice;
ROLLBACK;
BEGIN;
ALTER TABLE user_counters DROP CONSTRAINT user_counters_pkey, ADD COLUMN tenant text NOT NULL DEFAULT 'acme', ADD PRIMARY KEY (tenant, user_id);
INSERT INTO tasks (user_id, title) VALUES (:bob, 'one');
INSERT INTO tasks (user_id, title) VALUES (:bob, 'two');
SELECT tenant, open FROM user_counters WHERE user_id = :bob;
ROLLBACK;
-- columns of another type, as the functions read them
INSERT INTO tasks (id, user_id, title) VALUES (:task5, :bob, 'his');
BEGIN;
SELECT set_user(:bob);
DROP VIEW active_tasks;
CREATE DOMAIN shouting AS varchar(200) CHECK (VALUE = upper(VALUE));
ALTER TABLE tasks ALTER title TYPE shouting USING upper(title), ALTER description TYPE text;
SELECT title FROM list_tasks();
SELECT tasks_page() -> 'items' -> 0 ->> 'title' AS title;
SELECT task ->> 'title' AS title FROM changes_since();
ALTER TABLE tasks ALTER description TYPE jsonb USING '{"text": "two bottles"}';
SELECT pg_temp.error('SELECT list_tasks()');
SELECT pg_temp.error('SELECT tasks_page()');
SELECT pg_temp.error('SELECT changes_since()');
SELECT pg_temp.error(format('SELECT get_task(%L)', :task5));
SELECT pg_temp.error(format('SELECT restore_task(%L)', :task5));
ALTER TABLE tasks ALTER description TYPE text, ALTER created_at DROP DEFAULT, ALTER created_at TYPE text;
SELECT pg_temp.error('SELECT tasks_page()');
ALTER TABLE user_counters ALTER open TYPE numeric;
SELECT pg_temp.error('SELECT count_tasks()');
ROLLBACK;
BEGIN;
ALTER TABLE events ALTER seq TYPE numeric;
SELECT set_user(:bob);
SELECT pg_temp.error('SELECT changes_since()');
SELECT pg_temp.error(format('SELECT task_history(%L)', :task5));
ROLLBACK;
-- a partitioned table in the place of tasks, with our triggers: one that is truncated is read
BEGIN;
CREATE TABLE parted (LIKE tasks) PARTITION BY HASH (id);
CREATE TRIGGER tasks_journal_truncate BEFORE TRUNCATE ON parted FOR EACH STATEMENT EXECUTE FUNCTION journal();
SELECT pg_temp.error('TRUNCATE parted');
ROLLBACK;
-- nulls where none were
BEGIN;
ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE, ALTER id DROP NOT NULL;
SELECT pg_temp.error($$INSERT INTO users (id, email) VALUES (NULL, 'x@example.com')$$);
SELECT pg_temp.error('UPDATE users SET id = NULL');
ALTER TABLE tasks ALTER user_id DROP NOT NULL;
SELECT pg_temp.error($$INSERT INTO tasks (title) VALUES ('of nobody')$$);
ALTER TABLE idempotency_keys ALTER fingerprint DROP NOT NULL;
INSERT INTO idempotency_keys VALUES (:bob, 'k', NULL, 'null', now());
SET LOCAL session_replication_role = replica;
INSERT INTO users (id, email) VALUES (NULL, 'nobody@example.com');
INSERT INTO tasks (title, deleted_at) VALUES ('of nobody', '2000-01-01');
SET LOCAL session_replication_role = origin;
SELECT pg_temp.error($$DELETE FROM users WHERE email = 'nobody@example.com'$$);
SELECT pg_temp.error('SELECT run_maintenance()');
SELECT pg_temp.error('SELECT rebuild_counters()');
SELECT set_user(:bob);
SELECT pg_temp.error($$SELECT execute('[{"do": "count_tasks", "key": "k"}]')$$);
ROLLBACK;
BEGIN;
ALTER TABLE tasks DROP CONSTRAINT tasks_pkey, ALTER id DROP NOT NULL, ADD COLUMN colour text;
SET LOCAL session_replication_role = replica;
INSERT INTO tasks (id, user_id, title) VALUES (NULL, :bob, 'x');
SELECT set_user(:bob);
SELECT pg_temp.error('SELECT tasks_page()');
ROLLBACK;
