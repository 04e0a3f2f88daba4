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
BEGIN;
ALTER TABLE events ADD COLUMN day date GENERATED ALWAYS AS ((recorded_at AT TIME ZONE 'UTC')::date) STORED, ADD CONSTRAINT no_trash CHECK (kind <> 'deleted');
ALTER TABLE user_counters ADD COLUMN total bigint GENERATED ALWAYS AS (open + done + trash) STORED, ADD CONSTRAINT free_plan CHECK (open <= 2);
ALTER TABLE idempotency_keys ADD CONSTRAINT short_keys CHECK (length(key) < 5);
SELECT set_user(:alice);
SELECT title FROM create_task('one', NULL, :task1);
SELECT completed FROM complete_task(:task1);
SELECT count(*) FROM create_tasks('[{"title": "two"}, {"title": "three"}]');
SELECT open, done, total FROM user_counters WHERE user_id = :alice;
SELECT count(*) FROM events WHERE day = (recorded_at AT TIME ZONE 'UTC')::date;
SELECT split_part(pg_temp.error($$SELECT create_task('four')$$), E'\n', 1) AS error;
SELECT split_part(pg_temp.error(format('SELECT delete_task(%L)', :task1)), E'\n', 1) AS error;
SELECT split_part(pg_temp.error($$SELECT execute('[{"do": "count_tasks", "key": "a long key"}]')$$), E'\n', 1) AS error;
ROLLBACK;
BEGIN;
SELECT format('ALTER TABLE user_counters ADD COLUMN room int GENERATED ALWAYS AS (CASE WHEN open < 2 THEN 1 END) %s NOT NULL',
    CASE WHEN current_setting('server_version_num')::int < 180000 THEN 'STORED' ELSE 'VIRTUAL' END) AS with_room \gset
:with_room;
INSERT INTO tasks (user_id, title) VALUES (:bob, 'one');
SELECT left(pg_temp.error(format('INSERT INTO todo.tasks (user_id, title) VALUES (%L, ''two'')', :bob)), 5) AS error;
ROLLBACK;
-- an account that takes a new id in the statement that changes its tasks
INSERT INTO tasks (user_id, title) VALUES (:alice, 'hers');
SELECT pg_temp.error(format('WITH a AS (UPDATE todo.tasks SET completed = true WHERE user_id = %1$L RETURNING 1),
    r AS (UPDATE todo.users SET id = %2$L WHERE id = %1$L RETURNING 1) SELECT count(*) FROM a, r', :alice, :carol));
-- tasks of an account that is not there, nor has to be until the transaction ends
BEGIN;
ALTER TABLE tasks ALTER CONSTRAINT fk_tasks_user_id DEFERRABLE INITIALLY DEFERRED;
SELECT pg_temp.error(format('INSERT INTO todo.tasks (user_id, title) VALUES (%L, ''x'')', :carol));
ROLLBACK;
-- a primary key in another order is used as it is
BEGIN;
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey, ADD PRIMARY KEY (key, user_id);
SELECT set_user(:alice);
SELECT execute('[{"do": "count_tasks", "key": "k"}]') = execute('[{"do": "count_tasks", "key": "k"}]') AS again FROM generate_series(1, 2);
ROLLBACK;
-- counters that have lost their primary key are found all the same, whatever indexes there are
BEGIN;
ALTER TABLE user_counters DROP CONSTRAINT user_counters_pkey;
CREATE INDEX regress_some ON user_counters (user_id) WHERE open > 100;
INSERT INTO tasks (user_id, title) VALUES (:bob, 'one'), (:bob, 'two');
SELECT set_user(:bob);
SELECT * FROM count_tasks();
ROLLBACK;
