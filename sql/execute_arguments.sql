-- execute names the command and the argument that is wrong, and what was expected.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
CREATE FUNCTION pg_temp.refusal(command text) RETURNS text LANGUAGE sql AS 'SELECT pg_temp.error(format(''SELECT todo.execute(%L)'', ''['' || command || '']''))';
-- the list of arguments is the functions' own
SELECT proname, substring(told FROM 'hint: (.*)') AS takes
FROM pg_proc, LATERAL (SELECT pg_temp.refusal(format('{"do": "%s", "args": {"?": 1}}', proname)) AS told) t,
    LATERAL (SELECT coalesce(string_agg(proargnames[i] || CASE WHEN i > pronargs - pronargdefaults THEN ' (optional)' ELSE '' END, ', ' ORDER BY i), 'no arguments') AS names FROM generate_series(1, pronargs) i) n
WHERE pronamespace = 'todo'::regnamespace AND told LIKE '%unknown argument%' AND substring(told FROM 'hint: (.*)') <> format('%s takes %s.', proname, names);
-- the call itself
SELECT pg_temp.error('SELECT todo.execute(NULL)');
SELECT commands, pg_temp.error(format('SELECT todo.execute(%L)', commands)) AS error
FROM (VALUES ('{}'), ('"[]"'), ('null')) c(commands);
SELECT pg_temp.error(format('SELECT todo.execute(%L)', jsonb_agg(jsonb_build_object('do', 'count_tasks')))) FROM generate_series(1, 101);
SELECT jsonb_array_length(execute(jsonb_agg(jsonb_build_object('do', 'count_tasks')))) FROM generate_series(1, 100);
SELECT pg_temp.error('SELECT todo.execute(''[]'', '''')');
-- a command
SELECT command, pg_temp.refusal(command) AS error FROM (VALUES
    ('1'), ('[]'), ('{}'), ('null'), ('{"do": 1}'), ('{"do": "drop"}'), ('{"do": "count_tasks", "arguments": {}}'),
    ('{"do": "count_tasks", "args": []}'), ('{"do": "count_tasks", "args": null}'), ('{"do": "count_tasks", "args": {"x": 1}}'),
    ('{"do": "count_tasks", "key": ""}'), ('{"do": "count_tasks", "key": 1}'), ('{"do": "count_tasks", "as": {}}'), ('{"do": "count_tasks", "as": "x"}'), ('{"do": "count_tasks", "as": ""}')) c(command);
SELECT pg_temp.refusal(format('{"do": "count_tasks", "key": "%s"}', repeat('é', 200))) AS longest, pg_temp.refusal(format('{"do": "count_tasks", "key": "%s"}', repeat('é', 201))) AS too_long;
BEGIN;
SELECT pg_temp.refusal(format('{"do": "create_task", "args": {"title": "x"}, "as": "%s"}', repeat('é', 200))) AS longest, pg_temp.refusal(format('{"do": "create_task", "args": {"title": "x"}, "as": "%s"}', repeat('é', 201))) AS too_long;
ROLLBACK;
-- in any encoding of the client's
SET client_encoding = 'LATIN1';
SELECT pg_temp.refusal('1');
RESET client_encoding;
-- an argument
SELECT command, pg_temp.refusal('{"do": "count_tasks"},' || command) AS error FROM (VALUES
    ('{"do": "create_task"}'), ('{"do": "create_task", "args": {"titel": "x"}}'), ('{"do": "create_task", "args": {"title": 1}}'), ('{"do": "create_task", "args": {"title": null}}'),
    ('{"do": "create_task", "args": {"title": " "}}'), ('{"do": "create_task", "args": {"title": "x", "id": "x"}}'),
    ('{"do": "get_task", "args": {"task_id": 1}}'), ('{"do": "get_task", "args": {"task_id": null}}'),
    ('{"do": "list_tasks", "args": {"page_size": "5"}}'), ('{"do": "list_tasks", "args": {"page_size": 1.5}}'), ('{"do": "list_tasks", "args": {"page_size": 2147483648}}'), ('{"do": "list_tasks", "args": {"page_size": 1001}}'),
    ('{"do": "list_tasks", "args": {"completed": "true"}}'), ('{"do": "list_tasks", "args": {"completed": 0}}'), ('{"do": "list_tasks", "args": {"page_cursor": ["x"]}}'),
    ('{"do": "changes_since", "args": {"since": 9223372036854775808}}'), ('{"do": "changes_since", "args": {"since": true}}'),
    ('{"do": "tasks_as_of", "args": {"at": 0}}'), ('{"do": "tasks_as_of", "args": {"at": "now"}}'), ('{"do": "tasks_as_of", "args": {"at": "2026-01-01"}}'), ('{"do": "tasks_as_of", "args": {"at": "2026-01-01T00:00:00"}}'),
    ('{"do": "tasks_as_of", "args": {"at": "2026-02-30T00:00:00Z"}}'), ('{"do": "create_tasks", "args": {"tasks": 1}}'), ('{"do": "update_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001", "patch": [1]}}')) c(command);
-- good ones: a whole number however it is written, null for left out, times with an offset
SELECT execute('[{"do": "list_tasks", "args": {"page_size": 1.0, "completed": null, "page_cursor": null}}, {"do": "changes_since", "args": {"since": 0e5}},
    {"do": "tasks_as_of", "args": {"at": "2026-01-01T00:00Z"}}, {"do": "tasks_as_of", "args": {"at": "2026-01-01T00:00:00.123456+05:30"}}, {"do": "tasks_as_of", "args": {"at": "-infinity"}}]');
