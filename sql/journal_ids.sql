-- A task that is given another id goes under the old one and comes into being under the new one: no copy misses either.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('Buy milk', NULL, :task1);
SELECT title FROM create_task('Call Bob', NULL, :task2);
UPDATE tasks SET id = :task3, completed = true WHERE id = :task1;
SELECT seq, task_id, kind, changes ? 'old' AS old, changes ? 'new' AS new FROM events ORDER BY seq;
SELECT seq, task_id, deleted, task ->> 'title' AS title FROM changes_since(2);
SELECT completed, count FROM count_tasks();
SELECT id, title, version FROM replay_tasks() ORDER BY id;
-- a task whose row has changed before, and two in one command
UPDATE tasks SET id = CASE id WHEN :task2 THEN :task4 ELSE :task2 END::uuid WHERE id = :task2;
WITH a AS (UPDATE tasks SET id = :task5 WHERE id = :task4 RETURNING 1) UPDATE tasks SET id = :task9 WHERE id = :task3;
SELECT id, title FROM tasks ORDER BY id;
SELECT task_id, deleted, task ->> 'title' AS title FROM changes_since(4);
SELECT count(*) FROM (SELECT * FROM replay_tasks() EXCEPT SELECT * FROM tasks) differences;
-- back to what it was
UPDATE tasks SET id = :task1 WHERE id = :task9;
SELECT id, title, version FROM tasks_as_of('infinity') ORDER BY id;
:as_service
SELECT check_name, ok FROM doctor(0) WHERE check_name IN ('counters', 'events');
