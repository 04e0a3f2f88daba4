-- run_maintenance purges old trash and archives old completed tasks, batch by batch; the archive can be restored.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_owner
INSERT INTO tasks (id, user_id, title, completed, created_at, updated_at, deleted_at)
SELECT ('00000000-0000-7000-8000-' || to_char(i, 'FM000000000000'))::uuid, CASE WHEN i % 2 = 0 THEN :alice::uuid ELSE :bob::uuid END, 'task ' || i, i <= 20,
       now() - interval '1 year', now() - CASE WHEN i <= 10 THEN interval '91 days' ELSE interval '89 days' END,
       CASE WHEN i > 30 THEN now() - (i - 10) * interval '1 day' END
FROM generate_series(1, 50) i;
:as_service
SELECT job, rows, finished FROM run_maintenance(batch_size => 4);
SELECT job, rows, finished FROM run_maintenance(batch_size => 4);
SELECT job, rows, finished FROM run_maintenance(batch_size => 100, time_limit => '0');
SELECT job, rows, finished FROM run_maintenance();
SELECT job, rows, finished FROM run_maintenance();
SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS tasks, count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash FROM tasks;
SELECT kind, count(*), count(actor) AS with_actor FROM events GROUP BY kind ORDER BY kind;
SELECT user_id, seq, open, done, trash FROM user_counters ORDER BY user_id;
-- the archive is its owner's, to read and to restore
:as_alice
SELECT title, completed, archived_at = now() AS archived_now FROM tasks_archive ORDER BY id;
SELECT count(*) FROM list_tasks(true);
SELECT title, completed, updated_at = now() AS touched, version FROM restore_task(:task2);
SELECT pg_temp.error($$SELECT restore_task('00000000-0000-7000-8000-000000000002')$$);
SELECT pg_temp.error($$SELECT restore_task('00000000-0000-7000-8000-000000000001')$$);
SELECT kind FROM task_history(:task2);
SELECT seq AS archived FROM task_history(:task4) WHERE kind = 'archived' \gset
SELECT pg_temp.error(format('SELECT undo(%s)', :archived));
SELECT seq AS restored FROM task_history(:task2) WHERE kind = 'restored' \gset
SELECT pg_temp.error(format('SELECT undo(%s)', :restored));
SELECT count(*) FROM (SELECT * FROM replay_tasks() EXCEPT SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version FROM tasks) differing;
SELECT pg_temp.error($$INSERT INTO tasks_archive SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version FROM tasks$$);
SELECT pg_temp.error($$UPDATE tasks_archive SET title = 'x'$$);
-- a new task under an archived task's id: neither is lost, and maintenance goes on
SELECT title FROM create_task('in its place', NULL, :task4);
SELECT pg_temp.error($$SELECT restore_task('00000000-0000-7000-8000-000000000004')$$);
RESET ROLE;
INSERT INTO tasks (id, user_id, title, completed, updated_at) VALUES ('00000000-0000-7000-8000-000000000006', :alice, 'again', true, '2000-01-01');
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
:as_alice
DELETE FROM tasks_archive WHERE id = :task4;
SELECT count(*) FROM tasks_archive;
:as_bob
SELECT count(*) FROM tasks_archive;
DELETE FROM tasks_archive WHERE user_id = :alice;
-- who may, and with what
SELECT pg_temp.error('SELECT run_maintenance()');
:as_service_for_bob
SELECT pg_temp.error('SELECT run_maintenance()');
:as_service
SELECT pg_temp.error('SELECT run_maintenance(0)');
SELECT pg_temp.error('SELECT run_maintenance(100001)');
SELECT pg_temp.error('SELECT run_maintenance(1, NULL)');
-- what refers to an old task, and does not go with it, stops it
:as_owner
CREATE TABLE note (task uuid REFERENCES tasks);
INSERT INTO tasks (id, user_id, title, completed, updated_at) VALUES ('00000000-0000-7000-8000-000000000099', :bob, 'noted', true, '2000-01-01');
INSERT INTO note VALUES ('00000000-0000-7000-8000-000000000099');
:as_service
SELECT left(pg_temp.error('SELECT run_maintenance()'), 5) AS error;
:as_owner
DROP TABLE note;
DELETE FROM tasks WHERE title = 'noted';
-- keys of execute that are a day old
:as_alice
SELECT jsonb_array_length(execute('[{"do": "count_tasks", "key": "old"}, {"do": "count_tasks", "key": "young"}]'));
RESET ROLE;
UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old';
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'drop_keys';
RESET ROLE;
SELECT key FROM idempotency_keys;
-- for ever
SET todo.trash_retention = 0;
SET todo.archive_after = 0;
UPDATE tasks SET deleted_at = '2000-01-01' WHERE deleted_at IS NOT NULL;
SET ROLE regress_backend;
SELECT job, rows, finished FROM run_maintenance();
RESET ROLE;
RESET todo.trash_retention;
RESET todo.archive_after;
SET ROLE regress_backend;
SELECT left(pg_temp.error('SET todo.trash_retention = 1'), 5) AS error;
RESET ROLE;
SHOW todo.trash_retention;
SHOW todo.archive_after;
SHOW todo.event_retention;
-- a user's archive goes with the user
DELETE FROM users WHERE id = :alice;
SELECT count(*) FROM tasks_archive WHERE user_id = :alice;
