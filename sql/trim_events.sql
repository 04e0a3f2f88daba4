-- Old events are reduced to the last one of each task that is there; cursors and times before that are refused.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "one", "id": "00000000-0000-7000-8000-000000000001"}, {"title": "two", "id": "00000000-0000-7000-8000-000000000002"},
    {"title": "three", "id": "00000000-0000-7000-8000-000000000003"}]');
SELECT version FROM toggle_task(:task1);
SELECT version FROM toggle_task(:task1);
SELECT title FROM delete_task(:task2, true);
-- as if that had been a year ago
RESET ROLE;
UPDATE events SET recorded_at = recorded_at - interval '1 year';
:as_alice
SELECT version FROM toggle_task(:task3);
SELECT seq FROM events ORDER BY seq;
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'trim_events';
RESET ROLE;
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT job, rows, finished FROM run_maintenance(batch_size => 2) WHERE job = 'trim_events';
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'trim_events';
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'trim_events';
-- 3 is three's creation, 5 the last of one; two is gone and so are its events; 7 is young
SELECT seq, kind FROM events WHERE user_id = :alice ORDER BY seq;
SELECT seq, trimmed_seq, trimmed_until < now() - interval '29 days' AS until FROM user_counters WHERE user_id = :alice;
:as_alice
-- a client that starts from nothing learns of every task; one that knew two would not learn that it is gone
SELECT seq, task ->> 'title' AS title FROM changes_since(0);
SELECT seq, task ->> 'title' AS title FROM changes_since(0, 1);
SELECT pg_temp.error('SELECT changes_since(-7)');
SELECT pg_temp.error('SELECT changes_since(1)');
SELECT pg_temp.error('SELECT changes_since(5)');
SELECT seq, task ->> 'title' AS title FROM changes_since(6);
SELECT count(*) FROM changes_since(7);
SELECT pg_temp.error('SELECT changes_since(8)');
SELECT pg_temp.error($$SELECT tasks_as_of(now() - interval '2 months')$$);
SELECT title, completed FROM tasks_as_of(now() - interval '1 day') ORDER BY title;
SELECT pg_temp.error('SELECT replay_tasks()');
-- of a user who was looked at, and of whom nothing was taken, the past is known to its beginning
:as_bob
SELECT title FROM create_task('young');
:as_owner
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'trim_events';
:as_bob
SELECT count(*) FROM tasks_as_of(now() - interval '2 months');
:as_owner
SELECT trimmed_seq, trimmed_until IS NOT NULL AS looked_at FROM user_counters WHERE user_id = :bob;
:as_alice
-- reduced events are reduced again when their task changes and time goes by
SELECT title FROM create_task('four', NULL, :task4);
SELECT version FROM toggle_task(:task1);
SELECT title FROM delete_task(:task3, true);
RESET ROLE;
UPDATE events SET recorded_at = recorded_at - interval '1 year';
UPDATE user_counters SET trimmed_until = trimmed_until - interval '1 year';
SET ROLE regress_backend;
DO $$BEGIN PERFORM todo.logout(); END$$;
RESET ROLE;
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'trim_events';
SELECT seq, kind FROM events WHERE user_id = :alice ORDER BY seq;
:as_alice
SELECT seq, task ->> 'title' AS title FROM changes_since(0);
-- page by page, what is reduced has negative numbers up to its last row
SELECT seq, task ->> 'title' AS title FROM changes_since(0, 1);
SELECT seq, task ->> 'title' AS title FROM changes_since(-8, 1);
SELECT title FROM create_task('next');
SELECT seq, task ->> 'title' AS title FROM changes_since(10);
SELECT max(seq) FROM events;
RESET ROLE;
RESET todo.event_retention;
-- a task that is there, though its last event says that it went (its row was loaded with triggers off), is not forgotten
SELECT title FROM create_task('once', NULL, :task9);
SELECT title FROM delete_task(:task9, true);
:as_owner
SET session_replication_role = replica;
INSERT INTO tasks (id, user_id, title) VALUES (:task9, :alice, 'loaded');
RESET session_replication_role;
UPDATE events SET recorded_at = recorded_at - interval '1 year';
UPDATE user_counters SET trimmed_until = trimmed_until - interval '1 year';
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT job, finished FROM run_maintenance() WHERE job = 'trim_events';
:as_alice
SELECT task ->> 'title' AS title FROM changes_since(0) WHERE task_id = :task9;
