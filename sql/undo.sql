-- undo puts back what one event changed, unless that has changed since; it is an event itself.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('Buy milk', 'two bottles', :task1);
SELECT version FROM update_task(:task1, '{"title": "Buy oat milk", "description": null}');
SELECT version FROM toggle_task(:task1);
-- the update, though the task was toggled since
SELECT title, description, completed, version FROM undo(2);
SELECT kind FROM events WHERE seq = 4;
SELECT pg_temp.error('SELECT undo(2)');
-- the undo
SELECT title, description, completed, version FROM undo(4);
SELECT completed, completed_at, version FROM undo(3);
-- the trash
SELECT version FROM delete_task(:task1);
SELECT deleted_at FROM undo(7);
SELECT pg_temp.error('SELECT undo(7)');
-- there and back again has changed as well; another field has not
SELECT completed FROM toggle_task(:task1);
SELECT completed FROM toggle_task(:task1);
SELECT completed FROM toggle_task(:task1);
SELECT pg_temp.error('SELECT undo(9)');
SELECT title FROM undo(5);
-- a creation: while nothing has changed
SELECT pg_temp.error('SELECT undo(1)');
SELECT title FROM create_task('another', NULL, :task2);
SELECT title FROM undo(13);
SELECT count(*) FROM get_task(:task2);
SELECT kind FROM events WHERE seq = 14;
-- a purge: the task is as it was, to the last column
SELECT title, created_at < now() AS as_it_was, version FROM undo(14);
SELECT title FROM delete_task(:task2, true);
SELECT title FROM create_task('in its place', NULL, :task2);
SELECT pg_temp.error('SELECT undo(16)');
-- a purge before the task's last life
SELECT title FROM delete_task(:task2, true);
SELECT pg_temp.error('SELECT undo(16)');
-- what was done to a task is not undone in another one, made with its id since
SELECT title FROM create_task('in its place', NULL, :task2);
SELECT pg_temp.error('SELECT undo(18)');
SELECT title FROM toggle_task(:task2);
SELECT title FROM delete_task(:task2, true);
SELECT count(*) FROM create_tasks(jsonb_build_array(jsonb_build_object('title', 'in its place', 'id', :task2, 'completed', true)));
SELECT pg_temp.error('SELECT undo(21)');
-- be it as often changed as that one
SELECT version FROM toggle_task(:task2);
SELECT version FROM toggle_task(:task2);
SELECT pg_temp.error('SELECT undo(21)');
-- step by step back over a purge and what was before it: it is the same task
SELECT completed FROM toggle_task(:task2);
SELECT title FROM delete_task(:task2, true);
SELECT completed FROM undo(26);
SELECT completed FROM undo(25);
-- not there, not yours
SELECT pg_temp.error('SELECT undo(99)');
SELECT pg_temp.error('SELECT undo(NULL)');
:as_bob
SELECT pg_temp.error('SELECT undo(1)');
:as_nobody
SELECT pg_temp.error('SELECT undo(1)');
-- whatever columns of their own tasks and events have
:as_owner
BEGIN;
ALTER TABLE tasks ADD COLUMN n int, ADD COLUMN o int, ADD COLUMN e int, ADD COLUMN l int;
ALTER TABLE events ADD COLUMN n int, ADD COLUMN o int, ADD COLUMN t int;
SELECT set_user(:alice);
SELECT title FROM create_task('five', NULL, :task5);
SELECT version FROM toggle_task(:task5);
SELECT completed FROM undo((SELECT seq FROM task_history(:task5, 1)));
SELECT title FROM create_task('six', NULL, :task4);
SELECT title FROM undo((SELECT seq FROM task_history(:task4, 1)));
SELECT title FROM undo((SELECT seq FROM task_history(:task4, 1)));
ROLLBACK;
