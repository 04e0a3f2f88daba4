-- What is published without a replica identity is refused for the journal's own writes as well as for plain SQL, before a subscriber stops at it.
\set ECHO none
\i test/fixture.psql
\set ECHO all
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'Buy milk');
BEGIN;
ALTER TABLE user_counters REPLICA IDENTITY NOTHING;
SET LOCAL client_min_messages = error; -- a WARNING where wal_level is not logical
CREATE PUBLICATION regress_all FOR TABLES IN SCHEMA todo;
SELECT pg_temp.error('UPDATE todo.user_counters SET seq = seq');
SELECT pg_temp.error(format('INSERT INTO todo.tasks (user_id, title) VALUES (%L, ''Buy tea'')', :alice));
SELECT pg_temp.error(format('UPDATE todo.tasks SET completed = true WHERE id = %L', :task1));
ALTER TABLE user_counters REPLICA IDENTITY DEFAULT;
UPDATE tasks SET completed = true WHERE id = :task1;
-- events that are reduced, keys that have expired
UPDATE events SET recorded_at = '2000-01-01';
ALTER TABLE events REPLICA IDENTITY NOTHING;
ALTER TABLE idempotency_keys REPLICA IDENTITY NOTHING;
SET LOCAL todo.event_retention = '1 d';
:as_service
SELECT pg_temp.error('SELECT todo.run_maintenance()');
RESET ROLE;
DO $$BEGIN PERFORM todo.set_user('00000000-0000-4000-8000-00000000000a'); END$$;
SELECT pg_temp.error($$SELECT todo.execute('[{"do": "count_tasks", "key": "one"}]')$$);
DO $$BEGIN PERFORM todo.logout(); END$$;
ALTER TABLE idempotency_keys REPLICA IDENTITY DEFAULT;
UPDATE idempotency_keys SET created_at = '2000-01-01';
ALTER TABLE idempotency_keys REPLICA IDENTITY NOTHING;
DO $$BEGIN PERFORM todo.set_user('00000000-0000-4000-8000-00000000000a'); END$$;
SELECT pg_temp.error($$SELECT todo.execute('[{"do": "count_tasks", "key": "one"}]')$$);
ROLLBACK;
SELECT completed FROM tasks;
