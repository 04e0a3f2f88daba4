-- Every writer meets the same rules with the same messages: a function, INSERT, UPDATE, COPY, the service.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
-- a blank title
SELECT pg_temp.error($$SELECT create_task(E' \t')$$);
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES ('00000000-0000-4000-8000-00000000000a', E' \t')$$);
RESET ROLE;
COPY tasks (user_id, title) FROM stdin;
00000000-0000-4000-8000-00000000000a	  
\.
SET ROLE regress_app;
SELECT title FROM create_task('Buy milk', NULL, :task1);
SELECT pg_temp.error($$UPDATE tasks SET title = ' '$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": " "}')$$);
-- a text that is too long, no title
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES ('00000000-0000-4000-8000-00000000000a', repeat('x', 201))$$);
SELECT pg_temp.error($$SELECT create_task(repeat('x', 201))$$);
SELECT pg_temp.error($$UPDATE tasks SET description = repeat('x', 1001)$$);
SELECT pg_temp.error($$INSERT INTO tasks (user_id) VALUES ('00000000-0000-4000-8000-00000000000a')$$) LIKE '23502: %' AS refused;
-- trimmed, whoever writes (PostgreSQL itself keeps COPY FROM for roles that row security does not bind)
RESET ROLE;
COPY tasks (id, user_id, title, completed) FROM stdin;
00000000-0000-7000-8000-000000000002	00000000-0000-4000-8000-00000000000a	  copied  	t
\.
SET ROLE regress_app;
INSERT INTO active_tasks (id, user_id, title, completed) VALUES (:task3, :alice, '  inserted  ', false);
UPDATE tasks SET title = '  ' || title || '  ' WHERE id = :task1;
SELECT '[' || title || ']' AS title, completed, completed_at IS NOT NULL AS has_completed_at, version FROM tasks ORDER BY id;
-- created_at never changes; updated_at and version belong to the database
UPDATE tasks SET created_at = '2000-01-01', updated_at = '2000-01-01', version = 77, completed_at = '2000-01-01' WHERE id = :task1;
SELECT created_at > '2020-01-01' AS kept, updated_at = created_at AS unchanged, completed_at, version FROM tasks WHERE id = :task1;
-- updated_at moves on every real change, twice in one transaction too, and only then
BEGIN;
SELECT updated_at AS t0 FROM tasks WHERE id = :task1 \gset
UPDATE tasks SET title = 'x' WHERE id = :task1;
SELECT updated_at AS t1, updated_at > :'t0' AS moved FROM tasks WHERE id = :task1 \gset
UPDATE tasks SET description = 'y' WHERE id = :task1;
SELECT updated_at AS t2, updated_at > :'t1' AS moved FROM tasks WHERE id = :task1 \gset
UPDATE tasks SET description = 'y', title = 'x' WHERE id = :task1;
SELECT updated_at = :'t2' AS same, version FROM tasks WHERE id = :task1;
SELECT :'moved' AS moved;
COMMIT;
-- completed_at follows completed
UPDATE tasks SET completed = true;
SELECT bool_and(completed_at IS NOT NULL) AS set FROM tasks;
UPDATE tasks SET completed = false;
SELECT bool_and(completed_at IS NULL) AS cleared FROM tasks;
-- what a writer brings along is kept, so that a backup loads as it was
INSERT INTO tasks (id, user_id, title, completed, created_at, updated_at, completed_at, version)
VALUES (:task4, :alice, 'old', true, '2020-01-01', '2020-01-03', '2020-01-02', 9);
SELECT created_at, updated_at, completed_at, version FROM tasks WHERE id = :task4;
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title, version) VALUES ('00000000-0000-4000-8000-00000000000a', 'x', 0)$$) AS error;
-- a version that cannot count on
INSERT INTO tasks (id, user_id, title, version) VALUES (:task5, :alice, 'last', 2147483647);
SELECT pg_temp.error($$SELECT toggle_task('00000000-0000-7000-8000-000000000005')$$);
-- a task belongs to an existing user, and to the one who is signed in
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES ('00000000-0000-4000-8000-00000000000b', 'x')$$);
SELECT pg_temp.error($$UPDATE tasks SET user_id = '00000000-0000-4000-8000-00000000000b'$$);
:as_service
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES ('00000000-0000-4000-8000-00000000000c', 'x')$$) LIKE '23503: %fk_tasks_user_id%' AS refused;
SELECT pg_temp.error($$INSERT INTO tasks (user_id, title) VALUES ('00000000-0000-4000-8000-00000000000a', E'\u3000')$$);
