-- doctor() finds a counter that is off by one, an event that is missing, a task that is not what its events say; rebuild_counters() mends it.
\set ECHO none
\i test/fixture.psql
\set found :as_service ' SELECT check_name, detail FROM doctor(0) WHERE NOT ok; RESET ROLE;'
\set rebuild :as_service ' SELECT rebuild_counters(); SELECT * FROM doctor(0) WHERE NOT ok; RESET ROLE;'
CREATE FUNCTION pg_temp.start_again() RETURNS void LANGUAGE sql AS $$
    TRUNCATE todo.tasks;
    INSERT INTO todo.tasks (id, user_id, title) SELECT ('00000000-0000-7000-8000-00000000000' || i)::uuid,
        CASE WHEN i < 6 THEN '00000000-0000-4000-8000-00000000000a' ELSE '00000000-0000-4000-8000-00000000000b' END::uuid, 'task ' || i FROM generate_series(1, 9) i;
    UPDATE todo.tasks SET completed = true WHERE title = 'task 1';
    UPDATE todo.tasks SET deleted_at = now() WHERE title = 'task 6';
$$;
\set start_again 'SELECT FROM pg_temp.start_again();'
\set ECHO all
:start_again
-- a counter
UPDATE user_counters SET open = open + 1 WHERE user_id = :alice;
UPDATE user_counters SET seq = seq - 1 WHERE user_id = :bob;
:found
:rebuild
SELECT user_id, seq, open, done, trash, trimmed_seq FROM user_counters ORDER BY 1;
-- a user without counters
DELETE FROM user_counters WHERE user_id = :bob;
:found
:rebuild
SELECT user_id, seq, open, done, trash, trimmed_seq FROM user_counters ORDER BY 1;
-- an event in the middle, the last one, all of them: the log counts as trimmed, and goes on
DELETE FROM events WHERE user_id = :alice AND seq = 3;
:found
:rebuild
:as_alice
SELECT pg_temp.error('SELECT changes_since(2)');
SELECT seq, task_id FROM changes_since(3);
SELECT pg_temp.error('SELECT replay_tasks()');
SELECT version FROM toggle_task(:task2);
RESET ROLE;
DELETE FROM events e USING user_counters c WHERE e.user_id = c.user_id AND e.seq = c.seq AND e.user_id = :alice;
:found
:rebuild
DELETE FROM events WHERE user_id = :bob;
:found
:rebuild
SELECT user_id, seq = trimmed_seq AS trimmed, trimmed_until > now() - '1 minute'::interval AS recently FROM user_counters ORDER BY 1;
-- tasks that were changed, made, deleted past the triggers
:start_again
SET session_replication_role = replica;
UPDATE tasks SET title = 'changed' WHERE id = :task1;
DELETE FROM tasks WHERE id = :task9;
RESET session_replication_role;
:found
:rebuild
SELECT user_id, seq, open, done, trash, trimmed_seq = seq AS trimmed FROM user_counters ORDER BY 1;
-- tasks that were loaded without their account, and an account that went past the triggers
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO tasks (user_id, title) VALUES (:carol, 'lost');
DELETE FROM users WHERE id = :bob;
SET LOCAL session_replication_role = origin;
:found
-- no more of them than were asked for, and accounts first
DELETE FROM users WHERE id = :alice;
INSERT INTO users (id, email) VALUES ('ffffffff-ffff-4fff-8fff-ffffffffffff', 'last@example.com');
SELECT check_name, detail FROM doctor(1) WHERE check_name = 'counters';
SELECT check_name, detail FROM doctor(2) WHERE check_name = 'events';
SELECT check_name, detail FROM doctor(9) WHERE check_name = 'events';
ROLLBACK;
-- a trimmed log is no finding, nor is a sample that is smaller than the users
SELECT * FROM doctor(1) WHERE check_name IN ('counters', 'events');
SELECT pg_temp.error('SELECT doctor(-1)');
:as_service_for_alice
SELECT pg_temp.error('SELECT doctor()');
