-- Counters are right after every kind of write, whoever the writer is.
\set ECHO none
\i test/fixture.psql
\i test/wrong_counters.psql
\set ECHO all
SELECT user_id, seq, open, done, trash FROM user_counters ORDER BY user_id;
-- INSERT, UPDATE, DELETE of many rows of several users
INSERT INTO tasks (user_id, title, completed, deleted_at)
SELECT CASE i % 2 WHEN 0 THEN :alice::uuid ELSE :bob::uuid END, 'task ' || i, i % 3 = 0, CASE WHEN i % 5 = 0 THEN now() END FROM generate_series(1, 100) i;
SELECT user_id, seq, open, done, trash FROM user_counters ORDER BY user_id;
UPDATE tasks SET completed = NOT completed WHERE title LIKE '%7';
UPDATE tasks SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE title LIKE '%1';
DELETE FROM tasks WHERE title LIKE '%3';
SELECT * FROM pg_temp.wrong();
-- COPY, ON CONFLICT, a writable CTE, MERGE
COPY tasks (id, user_id, title, completed) FROM stdin;
00000000-0000-7000-8000-000000000001	00000000-0000-4000-8000-00000000000a	copied	t
00000000-0000-7000-8000-000000000002	00000000-0000-4000-8000-00000000000b	copied	f
\.
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'conflict'), (:task3, :alice, 'new')
    ON CONFLICT (id) DO UPDATE SET completed = false, title = 'conflict';
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'conflict') ON CONFLICT DO NOTHING;
WITH gone AS (DELETE FROM tasks WHERE title = 'task 2' RETURNING *), changed AS (UPDATE tasks SET completed = true WHERE title = 'task 4' RETURNING *)
INSERT INTO tasks (user_id, title) SELECT user_id, 'copy of ' || title FROM gone UNION ALL SELECT user_id, 'copy of ' || title FROM changed;
MERGE INTO tasks t USING (VALUES (:task1::uuid, 'a'), (:task2, 'b'), (:task4, 'c')) s(id, title) ON t.id = s.id
    WHEN MATCHED AND s.title = 'a' THEN DELETE WHEN MATCHED THEN UPDATE SET title = s.title, completed = true
    WHEN NOT MATCHED THEN INSERT (id, user_id, title) VALUES (s.id, :bob, s.title);
SELECT * FROM pg_temp.wrong();
-- another owner, by a back end
:as_service
UPDATE tasks SET user_id = :alice WHERE id IN (:task2, :task4);
SELECT * FROM pg_temp.wrong();
-- nothing changed: nothing recorded
SELECT sum(seq) AS seq FROM user_counters \gset
UPDATE tasks SET title = title, completed = completed;
SELECT sum(seq) = :seq AS same FROM user_counters;
-- rollback, savepoint
BEGIN;
DELETE FROM tasks WHERE user_id = :alice;
SAVEPOINT s;
UPDATE tasks SET completed = true;
ROLLBACK TO s;
UPDATE tasks SET completed = false WHERE title LIKE '%2%';
SELECT * FROM pg_temp.wrong();
ROLLBACK;
SELECT * FROM pg_temp.wrong();
-- TRUNCATE
:as_owner
TRUNCATE tasks;
SELECT * FROM pg_temp.wrong();
SELECT sum(open + done + trash) AS tasks FROM user_counters;
TRUNCATE users CASCADE;
SELECT (SELECT count(*) FROM user_counters) AS counters, (SELECT count(*) FROM events) AS events;
-- nobody writes them
INSERT INTO users (id, email) VALUES (:alice, 'alice@example.com');
:as_alice
SELECT pg_temp.error('INSERT INTO user_counters (user_id) VALUES (todo.current_user_id())');
SELECT pg_temp.error('UPDATE user_counters SET open = 7');
SELECT pg_temp.error('DELETE FROM events');
:as_service
SELECT pg_temp.error('UPDATE user_counters SET open = 7');
SELECT pg_temp.error('TRUNCATE events');
