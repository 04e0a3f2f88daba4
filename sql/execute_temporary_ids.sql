-- "as" names the task that a command returns, and "$name" stands for its id in later commands.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT r ->> 'ok' AS ok, r -> 'result' ->> 'title' AS title, r -> 'result' ->> 'completed' AS completed, r -> 'result' ->> 'version' AS version
FROM jsonb_array_elements(execute('[{"do": "create_task", "args": {"title": "Buy milk"}, "as": "milk"}, {"do": "create_task", "args": {"title": "$milk"}, "as": "$"},
    {"do": "toggle_task", "args": {"task_id": "$milk"}, "as": "toggled"}, {"do": "get_task", "args": {"task_id": "$toggled"}}, {"do": "delete_task", "args": {"task_id": "$$", "permanently": true}}]')) r;
SELECT title, completed FROM tasks;
CREATE FUNCTION pg_temp.refusal(commands text) RETURNS text LANGUAGE sql AS 'SELECT pg_temp.error(format(''SELECT todo.execute(%L)'', commands))';
-- unknown: never named, named later, named by the command itself, of another call
SELECT pg_temp.refusal('[{"do": "get_task", "args": {"task_id": "$x"}}]');
SELECT pg_temp.refusal('[{"do": "get_task", "args": {"task_id": "$x"}}, {"do": "create_task", "args": {"title": "t"}, "as": "x"}]');
SELECT pg_temp.refusal('[{"do": "get_task", "args": {"task_id": "$x"}, "as": "x"}]');
SELECT pg_temp.refusal('[{"do": "get_task", "args": {"task_id": "$milk"}}]');
SELECT pg_temp.refusal('[{"do": "get_task", "args": {"task_id": "$"}}]');
-- twice
SELECT pg_temp.refusal('[{"do": "create_task", "args": {"title": "t"}, "as": "x"}, {"do": "create_task", "args": {"title": "t"}, "as": "x"}]');
-- there is no task
SELECT pg_temp.refusal('[{"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}, "as": "x"}, {"do": "get_task", "args": {"task_id": "$x"}}]');
-- a command that failed, for whatever reason, has none; the first of two keeps the name
SELECT r ->> 'ok' AS ok, r -> 'error' ->> 'sqlstate' AS sqlstate, coalesce(r -> 'error' ->> 'message', r -> 'result' ->> 'title') AS told
FROM jsonb_array_elements(execute('[{"do": "create_task", "args": {"title": " "}, "as": "a"}, {"do": "get_task", "args": {"task_id": "$a"}},
    {"do": "drop_table", "as": "b"}, {"do": "get_task", "args": {"task_id": "$b"}}, {"do": "create_task", "args": {"title": 1}, "as": "c"}, {"do": "get_task", "args": {"task_id": "$c"}},
    {"do": "create_task", "args": {"title": "first"}, "as": "d"}, {"do": "create_task", "args": {"title": "second"}, "as": "d"}, {"do": "get_task", "args": {"task_id": "$d"}}]', atomic => false)) r;
