-- Each change is one event: what changed, old and new, who did it; numbers without a gap.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('Buy milk', 'two bottles', :task1);
SELECT version FROM update_task(:task1, '{"title": "Buy oat milk", "description": null}');
SELECT version FROM toggle_task(:task1);
SELECT version FROM toggle_task(:task1);
SELECT version FROM delete_task(:task1);
SELECT version FROM restore_task(:task1);
SELECT version FROM complete_task(:task1);
SELECT version FROM complete_task(:task1);
SELECT version FROM delete_task(:task1, permanently => true);
SELECT seq, kind, (SELECT string_agg(key, ' ' ORDER BY key) FROM jsonb_object_keys(changes -> 'old') key) AS old,
       (SELECT string_agg(key, ' ' ORDER BY key) FROM jsonb_object_keys(changes -> 'new') key) AS new, actor = :alice AS by_alice
FROM events ORDER BY seq;
SELECT changes -> 'old' ->> 'title' AS old, changes -> 'new' ->> 'title' AS new, changes -> 'new' -> 'description' AS description FROM events WHERE seq = 2;
SELECT bool_and(recorded_at >= lag) AS in_order FROM (SELECT recorded_at, lag(recorded_at) OVER (ORDER BY seq) FROM events) e;
-- by a back end: no actor
:as_service
INSERT INTO tasks (id, user_id, title) VALUES (:task2, :alice, 'by the service');
UPDATE tasks SET user_id = :bob WHERE id = :task2;
SELECT user_id = :alice AS alices, seq, kind, actor FROM events WHERE task_id = :task2 ORDER BY user_id, seq;
-- history: latest first, page by page, also of a task that is gone; another's has none
:as_alice
SELECT seq, kind FROM task_history(:task1, 3);
SELECT seq, kind FROM task_history(:task1, 3, 6);
SELECT count(*) FROM task_history(:task2);
SELECT pg_temp.error('SELECT task_history(NULL)');
SELECT pg_temp.error('SELECT task_history(gen_random_uuid(), 0)');
:as_bob
SELECT count(*) FROM task_history(:task1);
SELECT seq, kind FROM task_history(:task2);
-- the quota
RESET ROLE;
SET todo.max_tasks_per_user = 3;
INSERT INTO tasks_archive (id, user_id, title, completed, created_at, updated_at, version) VALUES (:task3, todo.current_user_id(), 'old', true, now(), now(), 1);
SET ROLE regress_app;
SELECT title FROM create_task('second');
SELECT count(*) FROM create_tasks('[{"title": "third"}]');
SELECT pg_temp.error($$SELECT create_task('fourth')$$);
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES (todo.current_user_id(), 'fourth')$$);
SELECT version FROM toggle_task(:task2);
SELECT title FROM delete_task(:task2, true);
SELECT title FROM create_task('fourth');
-- a retry needs no room; what comes back from the archive, or by undo, does
SELECT title FROM create_task('second', NULL, (SELECT id FROM tasks WHERE title = 'second'));
SELECT left(pg_temp.error(format('SELECT restore_task(%L)', :task3)), 5) AS restore, left(pg_temp.error(format('SELECT undo(%s)', max(seq))), 5) AS undo FROM events WHERE kind = 'purged';
SET todo.max_tasks_per_user = 0;
:as_nobody
SELECT pg_temp.error('SELECT task_history(gen_random_uuid())');
RESET ROLE;
RESET todo.max_tasks_per_user;
-- a statement that changes a task, and within which the same is changed: refused, since the events would not be in order
:as_alice
SELECT title FROM create_task('one', NULL, :task5);
SELECT title FROM create_task('two', NULL, :task9);
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES (todo.current_user_id(), 'new') RETURNING (todo.complete_task(id)).version$$);
SELECT pg_temp.error($$UPDATE tasks SET title = 'uno' WHERE title = 'one' RETURNING (todo.toggle_task(id)).version$$);
SELECT pg_temp.error($$WITH gone AS (DELETE FROM tasks WHERE title = 'one' RETURNING id) SELECT todo.create_task('again', NULL, id) FROM gone$$);
-- others may be changed within it, and by its other parts
INSERT INTO tasks (user_id, title) VALUES (todo.current_user_id(), 'new') RETURNING (SELECT version FROM todo.toggle_task(:task9));
UPDATE tasks SET title = 'uno' WHERE title = 'one' RETURNING title, (SELECT title FROM todo.create_task('beside'));
WITH one AS (UPDATE tasks SET completed = NOT completed WHERE title = 'uno'), two AS (UPDATE tasks SET completed = NOT completed WHERE title = 'two')
INSERT INTO tasks (user_id, title) VALUES (todo.current_user_id(), 'three at once');
SELECT completed, count FROM count_tasks();
SELECT count(*) FROM (SELECT * FROM replay_tasks() EXCEPT SELECT * FROM tasks) differing;
-- a task that goes and comes back in two parts of a statement, or that two foreign keys change in turn
WITH gone AS (DELETE FROM tasks WHERE title = 'uno' RETURNING *) INSERT INTO tasks (id, user_id, title) SELECT id, user_id, upper(title) FROM gone;
:as_owner
CREATE TABLE org (id int PRIMARY KEY);
CREATE TABLE project (id int PRIMARY KEY, org int REFERENCES org ON DELETE CASCADE);
ALTER TABLE tasks ADD COLUMN org int REFERENCES org ON DELETE SET NULL, ADD COLUMN project int REFERENCES project ON DELETE CASCADE;
INSERT INTO org VALUES (1);
INSERT INTO project VALUES (1, 1);
UPDATE tasks SET org = 1, project = 1 WHERE title = 'UNO';
DELETE FROM org;
ALTER TABLE tasks DROP COLUMN org, DROP COLUMN project;
DROP TABLE project, org;
:as_alice
SELECT kind FROM task_history(:task5);
SELECT count(*) FROM (SELECT * FROM replay_tasks() EXCEPT SELECT * FROM tasks) differing;
RESET ROLE;
