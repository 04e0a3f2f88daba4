-- The tables are the user's: columns, indexes and policies may be added, and the functions go on unchanged.
\set ECHO none
\i test/fixture.psql
\set ECHO all
ALTER TABLE tasks ADD COLUMN colour text NOT NULL DEFAULT 'red', ADD COLUMN shout text GENERATED ALWAYS AS (upper(title)) STORED;
ALTER TABLE tasks ADD COLUMN gone int;
ALTER TABLE tasks DROP COLUMN gone;
CREATE POLICY regress_no_blue ON tasks AS RESTRICTIVE USING (colour <> 'blue');
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
SELECT count(*) FROM create_tasks('[{"title": "two"}, {"title": "three", "id": "00000000-0000-7000-8000-000000000003"}]');
SELECT title, version FROM toggle_task(:task1);
SELECT title, version FROM update_task(:task1, '{"title": "uno"}');
-- a change of an added column is a change
UPDATE tasks SET colour = 'green' WHERE id = :task1;
SELECT version, colour, shout FROM tasks WHERE id = :task1;
UPDATE tasks SET colour = 'green' WHERE id = :task1;
SELECT version FROM get_task(:task1);
SELECT json_object_keys(tasks_page(page_size => 1) -> 'items' -> 0) AS keys;
SELECT title FROM list_tasks() ORDER BY title;
-- a further policy holds for the functions too
UPDATE tasks SET colour = 'blue' WHERE id = :task3;
:as_owner
UPDATE tasks SET colour = 'blue' WHERE id = :task3;
:as_alice
SELECT title FROM list_tasks() ORDER BY title;
SELECT sum(count) - (SELECT count(*) FROM list_tasks()) AS counted_all_the_same FROM count_tasks();
SELECT count(*) FROM get_task(:task3);
SELECT left(pg_temp.error($$SELECT toggle_task('00000000-0000-7000-8000-000000000003')$$), 5);
:as_owner
DROP POLICY regress_no_blue ON tasks;
ALTER TABLE tasks DROP COLUMN shout, DROP COLUMN colour;
-- a task takes its added columns along to the archive and back; while the archive has not all of them it stays where it is
ALTER TABLE tasks ADD COLUMN "How urgent" int NOT NULL DEFAULT 0, ADD COLUMN shout text GENERATED ALWAYS AS (upper(title)) STORED;
INSERT INTO tasks (id, user_id, title, completed, updated_at, "How urgent") VALUES (:task4, :alice, 'old', true, '2000-01-01', 9);
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
:as_owner
ALTER TABLE tasks_archive ADD COLUMN "How urgent" integer NOT NULL DEFAULT 0;
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
:as_alice
SELECT title, "How urgent" FROM tasks_archive;
SELECT title, updated_at = now() AS touched FROM restore_task(:task4);
SELECT title, "How urgent", shout FROM tasks WHERE id = :task4;
:as_owner
ALTER TABLE tasks_archive DROP COLUMN "How urgent";
ALTER TABLE tasks DROP COLUMN shout, DROP COLUMN "How urgent";
-- the archive's column must hold all that the task's can; on the way back it is enough that the task's can hold what is there
ALTER TABLE tasks ADD COLUMN price numeric(10,4), ADD COLUMN rank int, ADD COLUMN note varchar(9);
ALTER TABLE tasks_archive ADD COLUMN price numeric(10,2), ADD COLUMN rank int, ADD COLUMN note varchar(8);
INSERT INTO tasks (id, user_id, title, completed, updated_at, price, rank) VALUES (:task5, :alice, 'priced', true, '2000-01-01', 1.2345, 9);
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
:as_owner
ALTER TABLE tasks_archive ALTER price TYPE numeric;
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
:as_owner
ALTER TABLE tasks_archive ALTER note TYPE varchar(10);
:as_service
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
:as_owner
ALTER TABLE tasks ALTER rank TYPE bigint;
:as_alice
SELECT title FROM restore_task(:task5);
SELECT price, rank FROM tasks WHERE id = :task5;
:as_owner
ALTER TABLE tasks_archive DROP COLUMN price, DROP COLUMN rank, DROP COLUMN note;
ALTER TABLE tasks DROP COLUMN price, DROP COLUMN rank, DROP COLUMN note;
-- what goes with a task that is archived was not archived itself: it can be brought back
ALTER TABLE tasks ADD COLUMN parent uuid REFERENCES tasks (id) ON DELETE CASCADE;
ALTER TABLE tasks_archive ADD COLUMN parent uuid;
UPDATE tasks SET parent = :task4 WHERE id = :task1;
UPDATE tasks SET completed = true, updated_at = '2000-01-01' WHERE id = :task4;
SET todo.archive_after = 1;
ALTER TABLE tasks DISABLE TRIGGER tasks_rules;
UPDATE tasks SET updated_at = '2000-01-01' WHERE id = :task4;
ALTER TABLE tasks ENABLE TRIGGER tasks_rules;
SET ROLE regress_backend;
SELECT job, rows FROM run_maintenance() WHERE job = 'archive_tasks';
:as_alice
SELECT kind FROM task_history(:task4, 1);
SELECT seq, kind FROM task_history(:task1, 1) \gset
\echo :kind
SELECT title FROM undo(:seq);
:as_owner
RESET todo.archive_after;
ALTER TABLE tasks_archive DROP COLUMN parent;
ALTER TABLE tasks DROP COLUMN parent;
