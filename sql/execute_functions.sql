-- execute calls functions as a statement would: as they are now, with their settings, counted, each after the one before.
\set ECHO none
\i test/fixture.psql
\set ECHO all
\set toggle '''[{"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001"}}]'''
\set get '''[{"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001"}}]'''
:as_alice
-- each sees what those before have written, in a snapshot of the transaction's too
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM tasks;
SELECT jsonb_path_query_array(execute('[
    {"do": "create_task", "args": {"title": "first", "id": "00000000-0000-7000-8000-000000000001"}},
    {"do": "create_tasks", "args": {"tasks": [{"title": "second"}, {"title": "third"}]}},
    {"do": "list_tasks"},
    {"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001"}},
    {"do": "count_tasks"}]'), '$[2, 4].result[*].* ? (@ == "first" || @ == "second" || @ == "third" || @ == 2 || @ == 1)') AS seen;
COMMIT;
-- in a transaction that is read-only, reads alone
BEGIN READ ONLY;
SELECT execute(:get) #>> '{0,result,completed}' AS completed;
SELECT execute(:toggle, atomic => false) #>> '{0,error,sqlstate}' AS sqlstate;
COMMIT;
-- one that a session has called before, under another name, and back
:as_owner
ALTER FUNCTION toggle_task(uuid) RENAME TO switch_task;
:as_alice
SELECT execute(:toggle, atomic => false) #>> '{0,error,sqlstate}' AS sqlstate;
:as_owner
ALTER FUNCTION switch_task(uuid) RENAME TO toggle_task;
:as_alice
SELECT execute(:toggle) #>> '{0,result,completed}' AS completed;
-- one with a setting
:as_owner
ALTER FUNCTION get_task(uuid) SET row_security = off;
:as_alice
SELECT execute(:get, atomic => false) #>> '{0,error,message}' AS message;
:as_owner
ALTER FUNCTION get_task(uuid) RESET ALL;
:as_alice
SELECT execute(:get) #>> '{0,result,title}' AS title;
-- EXECUTE is asked for at each call, of who asks
:as_owner
REVOKE EXECUTE ON FUNCTION get_task(uuid) FROM authenticated_user;
:as_alice
SELECT pg_temp.error(format('SELECT todo.execute(%L)', :get));
:as_owner
GRANT EXECUTE ON FUNCTION get_task(uuid) TO authenticated_user;
:as_alice
SELECT execute(:get) #>> '{0,result,title}' AS title;
-- as many rows as a page may have
BEGIN;
SELECT count(*) FROM create_tasks((SELECT jsonb_agg(jsonb_build_object('title', 'task ' || i)) FROM generate_series(1, 200) i));
SELECT jsonb_array_length(execute('[{"do": "list_tasks", "args": {"page_size": 200}}]') #> '{0,result}');
-- a temporary id for what has none
SELECT pg_temp.error($$SELECT execute('[{"do": "tasks_page", "as": "x"}, {"do": "get_task", "args": {"task_id": "$x"}}]')$$);
ROLLBACK;
-- for who counts calls
:as_owner
SET track_functions = 'all';
BEGIN;
SELECT set_user(:alice);
SELECT jsonb_array_length(execute('[{"do": "count_tasks"}, {"do": "list_trash"}, {"do": "count_tasks"}]'));
SELECT funcname, calls FROM pg_stat_xact_user_functions WHERE schemaname = 'todo' AND funcname IN ('count_tasks', 'list_trash') ORDER BY 1;
ROLLBACK;
\set ECHO none
