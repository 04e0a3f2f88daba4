-- Counters and events go with accounts that go, take other ids, or give their tasks to others.
\set ECHO none
\i test/fixture.psql
\i test/wrong_counters.psql
\set ECHO all
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'one'), (:task2, :alice, 'two'), (:task3, :bob, 'three');
:as_service
-- two accounts become one in a statement, in either order
BEGIN;
WITH moved AS (UPDATE tasks SET user_id = :bob WHERE user_id = :alice) DELETE FROM users WHERE id = :alice;
SELECT * FROM pg_temp.wrong();
ROLLBACK;
BEGIN;
WITH gone AS (DELETE FROM users WHERE id = :alice) UPDATE tasks SET user_id = :bob WHERE user_id = :alice;
SELECT * FROM pg_temp.wrong();
ROLLBACK;
-- one takes the id that another gives up
BEGIN;
UPDATE users SET id = CASE id WHEN :alice THEN :carol ELSE :alice END::uuid WHERE id IN (:alice, :bob);
SELECT * FROM pg_temp.wrong();
ROLLBACK;
-- an account takes a new id while a task of it goes, or comes
SELECT left(pg_temp.error(format('WITH renamed AS (UPDATE users SET id = %L WHERE id = %L) DELETE FROM tasks WHERE id = %L', :carol, :alice, :task1)), 5) AS error;
-- an account takes a new id within a statement, in vain
CREATE FUNCTION pg_temp.try_rename(from_id uuid, to_id uuid) RETURNS text LANGUAGE plpgsql AS
    $$BEGIN UPDATE todo.users SET id = to_id WHERE id = from_id; RETURN 'renamed'; EXCEPTION WHEN unique_violation THEN RETURN 'taken'; END$$;
BEGIN;
DELETE FROM tasks WHERE id = :task1 RETURNING pg_temp.try_rename(user_id, :bob);
SELECT * FROM pg_temp.wrong();
ROLLBACK;
-- an account takes a new id while a task of it goes to another
WITH renamed AS (UPDATE users SET id = :carol WHERE id = :alice) UPDATE tasks SET user_id = :bob WHERE id = :task2;
-- a user of a new id, a user who goes, a user who was loaded with triggers off
UPDATE users SET id = :carol WHERE id = :alice;
SELECT * FROM pg_temp.wrong();
DELETE FROM users WHERE id = :carol;
SELECT * FROM pg_temp.wrong();
SELECT count(*) FROM events WHERE user_id IN (:alice, :carol);
:as_owner
SET session_replication_role = replica;
INSERT INTO users (id, email) VALUES (:alice, 'alice@example.com');
RESET session_replication_role;
INSERT INTO tasks (user_id, title) VALUES (:alice, 'first');
SELECT * FROM pg_temp.wrong();
-- the statement that makes an account, or changes it, makes its tasks: by key, and with an id
INSERT INTO users (id, email) VALUES (:carol, 'carol@example.com')
    RETURNING set_user(id, 'session'), execute('[{"do": "create_task", "args": {"title": "welcome"}, "key": "first"}]') #>> '{0,result,title}' AS title;
SELECT execute('[{"do": "create_task", "args": {"title": "welcome"}, "key": "first"}]') #>> '{0,ok}' AS ok;
UPDATE users SET name = 'Carol' WHERE id = :carol RETURNING (create_task('renamed', NULL, :task9)).title;
:as_owner
SELECT title FROM tasks WHERE user_id = :carol ORDER BY id;
SELECT * FROM pg_temp.wrong();
