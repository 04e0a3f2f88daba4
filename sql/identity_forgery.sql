-- No SQL writes todo.user_id: not an ordinary role's, not a superuser's.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SET todo.user_id = '00000000-0000-4000-8000-00000000000b';
SET LOCAL todo.user_id = '00000000-0000-4000-8000-00000000000b';
RESET todo.user_id;
SELECT set_config('todo.user_id', '00000000-0000-4000-8000-00000000000b', false);
SELECT set_config('todo.user_id', '', true);
CREATE FUNCTION pg_temp.posing() RETURNS uuid LANGUAGE sql SET todo.user_id = '00000000-0000-4000-8000-00000000000b' AS 'SELECT todo.current_user_id()';
SET todo.anything = 'x';
SELECT current_user_id() = :alice AS still_alice;
RESET ROLE;
SET todo.user_id = '00000000-0000-4000-8000-00000000000b';
SET LOCAL todo.user_id = '00000000-0000-4000-8000-00000000000b';
SELECT set_config('todo.user_id', '00000000-0000-4000-8000-00000000000b', false);
UPDATE pg_settings SET setting = '00000000-0000-4000-8000-00000000000b' WHERE name = 'todo.user_id';
CREATE FUNCTION pg_temp.posing() RETURNS uuid LANGUAGE sql SET todo.user_id = '00000000-0000-4000-8000-00000000000b' AS 'SELECT todo.current_user_id()';
CREATE FUNCTION pg_temp.posing() RETURNS uuid LANGUAGE sql SET todo.user_id FROM CURRENT AS 'SELECT todo.current_user_id()';
ALTER ROLE regress_app SET todo.user_id = '00000000-0000-4000-8000-00000000000b';
ALTER DATABASE contrib_regression SET todo.user_id = '00000000-0000-4000-8000-00000000000b';
ALTER SYSTEM SET todo.user_id = '00000000-0000-4000-8000-00000000000b';
SELECT current_user_id() = :alice AS still_alice;
-- another value of the right form is not taken from a function's caller either
CREATE FUNCTION pg_temp.set_user(uuid, text) RETURNS void LANGUAGE sql AS 'SELECT';
CREATE FUNCTION pg_temp.current_user_id() RETURNS uuid LANGUAGE sql AS $$SELECT '00000000-0000-4000-8000-00000000000b'::uuid$$;
SET ROLE regress_app;
SET search_path = pg_temp, todo;
INSERT INTO todo.tasks (user_id, title) VALUES (:bob, 'x');
SELECT title FROM todo.create_task('mine');
SELECT user_id = :alice AS alices FROM todo.list_tasks();
-- SET ROLE and SET SESSION AUTHORIZATION do not change who is signed in
RESET ROLE;
SET ROLE regress_backend;
SELECT todo.current_user_id() = :alice AS still_alice;
RESET ROLE;
SET SESSION AUTHORIZATION regress_app;
SELECT todo.current_user_id() = :alice AS still_alice;
RESET SESSION AUTHORIZATION;
-- a superuser may sign out by RESET, which poses as nobody
RESET todo.user_id;
SELECT todo.current_user_id();
