-- seed_demo() makes the same users and tasks each time, once; remove_demo() removes them and nothing else.
\set ECHO none
\i test/fixture.psql
\set tasks 'SELECT u.email, count(*), count(*) FILTER (WHERE t.completed) AS done, count(*) FILTER (WHERE t.deleted_at IS NOT NULL) AS trash, count(t.description) AS described, count(DISTINCT t.created_at::date) > 10 AS spread FROM todo.users u LEFT JOIN todo.tasks t ON t.user_id = u.id GROUP BY 1 ORDER BY 1;'
\set ECHO all
INSERT INTO tasks (user_id, title) VALUES (:alice, 'hers');
:as_service
SELECT seed_demo();
:tasks
SELECT md5(string_agg(concat_ws(',', id, user_id, title, description, completed, deleted_at IS NULL), ';' ORDER BY id)) AS content FROM tasks WHERE user_id <> :alice \gset
-- no time is ahead of what follows it, or of now
SELECT count(*) FROM tasks WHERE created_at > updated_at OR updated_at > now() OR completed_at > updated_at OR deleted_at > updated_at OR completed <> (completed_at IS NOT NULL);
-- again: what is there stays, what is gone comes back
UPDATE tasks SET title = 'changed' WHERE title = 'Buy milk';
DELETE FROM tasks WHERE title = 'Bake a cake';
SELECT seed_demo();
:tasks
SELECT title, count(*) FROM tasks WHERE title IN ('changed', 'Buy milk', 'Bake a cake') GROUP BY 1 ORDER BY 1;
SELECT bool_and(ok) FROM doctor(0);
-- a demo user signs in
RESET ROLE;
SELECT FROM set_user('dede0000-0000-4000-8000-000000000001', 'session');
SET ROLE regress_app;
SELECT * FROM count_tasks();
SELECT title FROM list_tasks(page_size => 3);
-- gone, and made again the same
:as_service
SELECT remove_demo();
:tasks
SELECT (SELECT count(*) FROM events WHERE user_id <> :alice) AS events, (SELECT count(*) FROM user_counters) AS counters;
SELECT remove_demo();
SELECT seed_demo();
SELECT md5(string_agg(concat_ws(',', id, user_id, title, description, completed, deleted_at IS NULL), ';' ORDER BY id)) = :'content' AS same FROM tasks WHERE user_id <> :alice;
SELECT remove_demo();
-- for a back end for which nobody is signed in
:as_service_for_alice
SELECT pg_temp.error('SELECT seed_demo()');
SELECT pg_temp.error('SELECT remove_demo()');
:as_nobody
SELECT pg_temp.error('SELECT seed_demo()');
:as_alice
SELECT pg_temp.error('SELECT remove_demo()');
