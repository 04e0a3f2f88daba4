-- A tour of the API, run by `make demo`. It needs a database of its own and a superuser.
\pset footer off
SET timezone = 'UTC';
\set SHOW_CONTEXT never

\echo '== CREATE EXTENSION todo: tables, row security, functions'
CREATE EXTENSION todo;
CREATE ROLE demo_app LOGIN IN ROLE authenticated_user;
CREATE ROLE demo_backend LOGIN IN ROLE todo_service;

\echo
\echo '== A trusted back end (todo_service) makes the accounts ...'
SET ROLE demo_backend;
INSERT INTO todo.users (id, email)
VALUES ('00000000-0000-4000-8000-00000000000a', 'alice@example.com'),
       ('00000000-0000-4000-8000-00000000000b', 'bob@example.com');
SELECT id, email FROM todo.users;

\echo '== ... and says who the end user is: Alice'
SELECT todo.set_user('00000000-0000-4000-8000-00000000000a', 'session') \gset ignored_
RESET ROLE;
SET ROLE demo_app;
SELECT todo.current_user_id();

\echo '== She creates three tasks; white space around a title goes'
SELECT title, description, completed, version FROM todo.create_task('  Buy milk ', 'two bottles');
SELECT title, completed FROM todo.create_tasks('[{"title": "Call Bob"}, {"title": "Read the README", "completed": true}]');

\echo '== She lists them, newest first; then the open ones alone'
SELECT title, completed, created_at FROM todo.list_tasks();
SELECT title FROM todo.list_tasks(completed => false);

\echo '== She changes one (a JSON merge patch) and toggles it; the version counts, completed_at follows'
SELECT id AS milk FROM todo.list_tasks() WHERE title = 'Buy milk' \gset
SELECT title, description, version FROM todo.update_task(:'milk', '{"title": "Buy oat milk", "description": null}');
SELECT title, completed, completed_at IS NOT NULL AS has_completed_at, version FROM todo.toggle_task(:'milk');

\echo '== How many are open, how many done'
SELECT * FROM todo.count_tasks();

\echo '== She deletes one: it goes to the trash, and can come back'
SELECT title FROM todo.delete_task(:'milk');
SELECT title, deleted_at IS NOT NULL AS in_trash FROM todo.list_trash();
SELECT title FROM todo.restore_task(:'milk');

\echo '== Every change is an event: the history of that task, latest first; one of them is undone'
SELECT seq, kind, changes -> 'new' -> 'title' AS new_title FROM todo.task_history(:'milk');
SELECT seq FROM todo.task_history(:'milk') WHERE kind = 'updated' \gset
SELECT title, description, version FROM todo.undo(:seq);

\echo '== A client that keeps a copy asks for what changed since the last event that it knows'
SELECT seq, deleted, task ->> 'title' AS title FROM todo.changes_since(3);

\echo '== Several commands in one round trip; $bread stands for the task that the first one makes'
SELECT jsonb_pretty(todo.execute('[
    {"do": "create_task", "args": {"title": "Buy bread"}, "as": "bread"},
    {"do": "complete_task", "args": {"task_id": "$bread"}},
    {"do": "count_tasks"}]') -> 2) AS third_result;

\echo '== A whole page as one JSON document, for an HTTP handler'
SELECT jsonb_pretty(todo.tasks_page(page_size => 1)::jsonb) AS page;

\echo '== Plain SQL works as well, under row security'
SET search_path = todo;
UPDATE tasks SET completed = NOT completed WHERE id = :'milk' RETURNING title, completed;
SELECT completed, count(*) FROM tasks GROUP BY completed ORDER BY completed;

\echo '== Bob signs in: nothing of Alice''s is there, and her task does not exist for him'
RESET ROLE;
SELECT set_user('00000000-0000-4000-8000-00000000000b', 'session') \gset ignored_
SET ROLE demo_app;
SELECT count(*) AS tasks_of_bob FROM tasks;
\set ON_ERROR_STOP 0
SELECT toggle_task(:'milk');

\echo
\echo '== Nobody can pose as another by SQL, and errors say what to do'
SET todo.user_id = '00000000-0000-4000-8000-00000000000a';
SELECT create_task('   ');
SELECT list_tasks(page_size => 5000);
SELECT logout() \gset ignored_
SELECT list_tasks();
