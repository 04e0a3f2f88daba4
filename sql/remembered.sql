-- What a session remembers of the journal's tables and rows it believes only while it holds.
\set ECHO none
\i test/fixture.psql
\set ECHO all
CREATE FUNCTION pg_temp.state() RETURNS TABLE (tasks bigint, open bigint, seq bigint, events bigint, last_kind text) LANGUAGE sql AS $$
    SELECT (SELECT count(*) FROM todo.tasks), open, seq, (SELECT count(*) FROM todo.events),
           (SELECT kind FROM todo.events ORDER BY seq DESC LIMIT 1)
    FROM todo.user_counters WHERE user_id = '00000000-0000-4000-8000-00000000000a'
$$;
SELECT set_user(:alice, 'session');
SELECT title FROM create_task('first');
SELECT title FROM create_task('second');
-- other tables take the names, their columns in another order
BEGIN;
ALTER TABLE events RENAME TO old_events;
CREATE TABLE events (recorded_at timestamptz, kind text, seq bigint, changes jsonb, actor uuid, task_id uuid, user_id uuid);
ALTER TABLE user_counters RENAME TO old_counters;
CREATE TABLE user_counters (note text DEFAULT 'new', done bigint, trash bigint, seq bigint, open bigint, user_id uuid PRIMARY KEY);
INSERT INTO user_counters SELECT 'copied', done, trash, seq, open, user_id FROM old_counters;
SELECT title FROM create_task('third');
SELECT * FROM pg_temp.state();
SELECT note, (SELECT count(*) FROM old_events) AS old FROM user_counters WHERE user_id = :alice;
ROLLBACK;
SELECT * FROM pg_temp.state();
-- a column goes and comes back, in a savepoint
BEGIN;
SAVEPOINT s;
ALTER TABLE events DROP COLUMN actor, ADD COLUMN actor uuid;
SELECT (toggle_task(id)).completed FROM tasks WHERE title = 'first';
SELECT kind, actor FROM events ORDER BY seq DESC LIMIT 1;
ROLLBACK TO s;
SELECT (toggle_task(id)).completed FROM tasks WHERE title = 'first';
SELECT kind, actor FROM events ORDER BY seq DESC LIMIT 1;
ROLLBACK;
SELECT * FROM pg_temp.state();
-- the schema is another one
BEGIN;
SELECT set_user(:alice);
SELECT execute('[{"do": "count_tasks"}]') IS NOT NULL AS done;
ALTER SCHEMA todo RENAME TO was_todo;
CREATE SCHEMA todo;
SELECT pg_temp.error(format('INSERT INTO was_todo.tasks (user_id, title) VALUES (%L, $$x$$)', :alice));
SELECT pg_temp.error($$SELECT was_todo.execute('[{"do": "count_tasks"}]')$$);
ROLLBACK;
-- the row moves: to a later version that is undone, to another file, to another page
BEGIN;
SAVEPOINT s;
SELECT title FROM create_task('undone');
ROLLBACK TO s;
SELECT title FROM create_task('third');
COMMIT;
VACUUM FULL user_counters;
SELECT title FROM create_task('fourth');
SELECT * FROM pg_temp.state();
BEGIN;
DELETE FROM events;
DELETE FROM user_counters;
SELECT title FROM create_task('fifth');
SELECT * FROM pg_temp.state();
ROLLBACK;
-- another user's row takes the very place
DO $$
BEGIN
    FOR i IN 1..300 LOOP
        PERFORM todo.set_user(CASE WHEN i % 3 = 0 THEN '00000000-0000-4000-8000-00000000000b' ELSE '00000000-0000-4000-8000-00000000000a' END::uuid, 'session');
        PERFORM todo.create_task('task ' || i);
    END LOOP;
    PERFORM todo.logout();
END
$$;
SELECT user_id = :alice AS is_alice, open, seq, seq = (SELECT count(*) FROM events e WHERE e.user_id = c.user_id) AS true FROM user_counters c ORDER BY user_id;
SELECT check_name, detail FROM doctor(0) WHERE NOT ok;
