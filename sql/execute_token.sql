-- execute with a token signs in for that call alone, and leaves nothing behind, even when it fails.
\set ECHO none
\i test/fixture.psql
\i test/tokens.psql
\set ECHO all
SELECT pg_temp.token(json_build_object('sub', :alice)::jsonb) AS alices, pg_temp.token(json_build_object('sub', :bob)::jsonb) AS bobs \gset
SET ROLE regress_app;
SELECT execute('[{"do": "create_task", "args": {"title": "Alice''s"}}]', :'alices') #>> '{0,result,title}' AS title;
SELECT current_user_id(), count(*) FROM tasks;
SELECT execute('[{"do": "count_tasks"}]', token => :'bobs') #> '{0,result}' AS bobs;
-- over somebody who is signed in, who is put back
:as_bob
SELECT execute('[{"do": "list_tasks"}]', :'alices') #>> '{0,result,0,title}' AS alices;
SELECT current_user_id() = :bob AS bob, count(*) FROM tasks;
BEGIN;
SELECT logout();
SELECT execute('[{"do": "list_tasks"}]', :'alices') #>> '{0,result,0,title}' AS alices;
SELECT current_user_id();
ROLLBACK;
SELECT current_user_id() = :bob AS bob;
-- a command that fails, a token that is refused
SELECT pg_temp.error(format('SELECT todo.execute(''[{"do": "create_task", "args": {"title": " "}}]'', %L)', :'alices'));
SELECT current_user_id() = :bob AS bob;
SELECT execute('[{"do": "create_task", "args": {"title": " "}}, {"do": "create_task", "args": {"title": "Second"}}]', :'alices', false) #>> '{1,result,title}' AS title;
SELECT current_user_id() = :bob AS bob, count(*) FROM tasks;
SELECT pg_temp.error(format('SELECT todo.execute(''[{"do": "create_task", "args": {"title": "x"}}]'', %L)', :'alices' || 'x'));
SELECT current_user_id() = :bob AS bob;
BEGIN;
SAVEPOINT s;
SELECT execute('[{"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}}]', :'alices');
ROLLBACK TO s;
SELECT current_user_id() = :bob AS bob;
COMMIT;
-- a trigger that signs out, within
:as_owner
CREATE FUNCTION pg_temp.leave() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN IF NEW.title = 'logout' THEN PERFORM todo.logout(); ELSIF NEW.title = 'reset' THEN RESET ALL; END IF; RETURN NULL; END$$;
CREATE TRIGGER leave AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.leave();
:as_bob
SELECT jsonb_array_length(execute('[{"do": "create_task", "args": {"title": "logout"}}]', :'alices', false)) AS done, current_user_id() = :bob AS bob;
SELECT current_user_id() = :bob AS bob;
SELECT jsonb_array_length(execute('[{"do": "create_task", "args": {"title": "reset"}}]', :'alices')) AS done;
SELECT current_user_id() = :bob AS bob;
:as_owner
DROP TRIGGER leave ON tasks;
DELETE FROM tasks WHERE title IN ('logout', 'reset');
-- a service for which nobody is signed in acts as the token's user alone
:as_service
SELECT jsonb_array_length(execute('[{"do": "list_tasks"}]', :'alices') #> '{0,result}') AS alices;
SELECT nobody_signed_in();
:as_alice
SELECT count(*) FROM tasks;
\set ECHO none
\i test/no_tokens.psql
