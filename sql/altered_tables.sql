-- Tables that their owner has altered beyond recognition give clear errors: table access trusts nothing.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
ALTER TABLE users RENAME id TO uid;
SELECT pg_temp.error($$INSERT INTO users (email) VALUES ('x@example.com')$$);
ROLLBACK;
BEGIN;
ALTER TABLE events ALTER task_id TYPE text;
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
ROLLBACK;
BEGIN;
ALTER TABLE user_counters ALTER open TYPE numeric;
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
ROLLBACK;
BEGIN;
ALTER TABLE user_counters DROP COLUMN done;
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
ROLLBACK;
BEGIN;
DROP TABLE events;
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
CREATE VIEW events AS SELECT NULL::uuid AS user_id, 1::bigint AS seq;
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
ROLLBACK;
BEGIN;
DROP TABLE events;
CREATE TABLE events (user_id uuid, seq bigint, task_id uuid, kind text, changes jsonb, actor uuid, recorded_at timestamptz) PARTITION BY HASH (user_id);
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
ROLLBACK;
BEGIN;
ALTER TABLE tasks DROP COLUMN version CASCADE;
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
ROLLBACK;
BEGIN;
SELECT set_user(:alice);
ALTER TABLE idempotency_keys ALTER fingerprint TYPE text USING 'x', ALTER created_at TYPE text;
SELECT pg_temp.error($$SELECT execute('[{"do": "count_tasks", "key": "k"}]')$$);
ROLLBACK;
-- columns that the owner has added to a table that table access writes: their defaults, their constraints
BEGIN;
ALTER TABLE events ADD COLUMN source text NOT NULL DEFAULT 'todo', ADD COLUMN noted timestamptz DEFAULT now();
ALTER TABLE user_counters ADD COLUMN plan text NOT NULL DEFAULT 'free' CHECK (plan <> 'none');
INSERT INTO users (id, email) VALUES (:carol, 'carol@example.com');
INSERT INTO tasks (user_id, title) VALUES (:carol, 'x'), (:carol, 'y');
SELECT source, noted = now() AS now FROM events;
SELECT plan, open FROM user_counters WHERE user_id = :carol;
ALTER TABLE user_counters ALTER plan SET DEFAULT 'none';
SELECT pg_temp.error($$INSERT INTO users (id, email) VALUES ('00000000-0000-4000-8000-00000000000d', 'x@example.com')$$);
ROLLBACK;
-- an account that takes a new id in the statement that changes its tasks
INSERT INTO tasks (user_id, title) VALUES (:alice, 'hers');
SELECT pg_temp.error(format('WITH a AS (UPDATE todo.tasks SET completed = true WHERE user_id = %1$L RETURNING 1),
    r AS (UPDATE todo.users SET id = %2$L WHERE id = %1$L RETURNING 1) SELECT count(*) FROM a, r', :alice, :carol));
-- counters that have lost their primary key are found all the same
BEGIN;
ALTER TABLE user_counters DROP CONSTRAINT user_counters_pkey;
INSERT INTO tasks (user_id, title) VALUES (:bob, 'one'), (:bob, 'two');
SELECT set_user(:bob);
SELECT * FROM count_tasks();
ROLLBACK;
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
