-- execute runs the very functions: each one's result is what the function itself returns.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT execute('[]');
SELECT jsonb_path_query_array(execute('[
    {"do": "create_task", "args": {"title": " Buy milk ", "id": "00000000-0000-7000-8000-000000000001"}},
    {"do": "create_tasks", "args": {"tasks": [{"title": "a", "id": "00000000-0000-7000-8000-000000000002"}, {"title": "b", "completed": true, "id": "00000000-0000-7000-8000-000000000003"}]}},
    {"do": "complete_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001", "if_version": 1}},
    {"do": "reopen_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001", "if_version": 2.0}},
    {"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-000000000002"}},
    {"do": "update_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001", "patch": {"description": "two bottles"}}},
    {"do": "delete_task", "args": {"task_id": "00000000-0000-7000-8000-000000000002"}},
    {"do": "restore_task", "args": {"task_id": "00000000-0000-7000-8000-000000000002"}},
    {"do": "undo", "args": {"seq": 7}},
    {"do": "delete_task", "args": {"task_id": "00000000-0000-7000-8000-000000000003", "permanently": true}},
    {"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-000000000003"}},
    {"do": "current_user_id"},
    {"do": "create_task", "args": {"title": "thrown away"}, "as": "away"},
    {"do": "delete_task", "args": {"task_id": "$away"}},
    {"do": "count_tasks", "args": {}}]'), '$[*].ok') AS ok;
SELECT title, description, completed, deleted_at IS NOT NULL AS in_trash, version FROM tasks ORDER BY title COLLATE "C";
-- reads: what the functions return, in UTC whatever the time zone
SET timezone = 'America/St_Johns';
CREATE TEMP TABLE results AS
SELECT call ->> 'do' AS do, result -> 'result' AS result
FROM (SELECT '[{"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001"}}, {"do": "list_tasks", "args": {"page_size": 1}},
        {"do": "list_tasks", "args": {"completed": true}}, {"do": "list_trash"}, {"do": "tasks_page", "args": {"completed": false, "page_size": 5}},
        {"do": "count_tasks"}, {"do": "changes_since", "args": {"since": 3}}, {"do": "task_history", "args": {"task_id": "00000000-0000-7000-8000-000000000001", "before_seq": 5}},
        {"do": "tasks_as_of", "args": {"at": "infinity"}}, {"do": "replay_tasks"}, {"do": "current_user_id"}, {"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}}]'::jsonb AS calls) c,
    LATERAL (SELECT execute(calls) AS results) r, LATERAL ROWS FROM (jsonb_array_elements(calls), jsonb_array_elements(results)) AS t(call, result);
SET timezone = 'UTC';
SELECT r.do, r.result = e.expected AS equal
FROM (SELECT row_number() OVER () AS n, * FROM results) r JOIN (VALUES
    (1, (SELECT to_jsonb(t) FROM get_task(:task1) t)),
    (2, (SELECT jsonb_agg(t) FROM list_tasks(page_size => 1) t)),
    (3, (SELECT coalesce(jsonb_agg(t), '[]') FROM list_tasks(completed => true) t)),
    (4, (SELECT jsonb_agg(t) FROM list_trash() t)),
    (5, tasks_page(completed => false, page_size => 5)::jsonb),
    (6, (SELECT jsonb_agg(t) FROM count_tasks() t)),
    (7, (SELECT jsonb_agg(t) FROM changes_since(3) t)),
    (8, (SELECT jsonb_agg(t) FROM task_history(:task1, before_seq => 5) t)),
    (9, (SELECT jsonb_agg(t) FROM tasks_as_of('infinity') t)),
    (10, (SELECT jsonb_agg(t) FROM replay_tasks() t)),
    (11, to_jsonb(current_user_id())),
    (12, 'null')) e(n, expected) USING (n) ORDER BY n;
SELECT execute(jsonb_build_array(jsonb_build_object('do', 'tasks_page', 'args', jsonb_build_object('if_changed', tasks_page() ->> 'etag'))));
-- what may not be asked: functions that a client may call itself, and those that it may not
SELECT proname, pg_temp.error(format('SELECT todo.execute(%L)', jsonb_build_array(jsonb_build_object('do', proname)))) LIKE '22023: command 0: "' || proname || '" is not a function that execute runs%' AS refused
FROM pg_proc WHERE pronamespace = 'todo'::regnamespace AND has_function_privilege(oid, 'EXECUTE')
    AND pg_temp.error(format('SELECT todo.execute(%L)', jsonb_build_array(jsonb_build_object('do', proname, 'args', '{"?": 1}'::jsonb)))) NOT LIKE '%unknown argument%' ORDER BY 1;
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "set_user", "args": {"user_id": "00000000-0000-4000-8000-00000000000b"}}]$$)');
SELECT count(*) FILTER (WHERE pg_temp.error(format('SELECT todo.execute(%L)', jsonb_build_array(jsonb_build_object('do', proname)))) NOT LIKE '%is not a function that execute runs%') AS asked
FROM pg_proc WHERE pronamespace = 'todo'::regnamespace AND NOT has_function_privilege(oid, 'EXECUTE');
-- EXECUTE on the function is needed as always
:as_owner
REVOKE EXECUTE ON FUNCTION toggle_task(uuid) FROM authenticated_user;
:as_alice
SELECT execute('[{"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001"}}]', atomic => false) #>> '{0,error,message}' AS message;
:as_owner
GRANT EXECUTE ON FUNCTION toggle_task(uuid) TO authenticated_user;
-- who may not
:as_nobody
SELECT pg_temp.error('SELECT execute(''[]'')');
SELECT pg_temp.error('SELECT execute(''[]'', ''a token'')');
:as_bob
SELECT pg_temp.error('SELECT execute($$[{"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-000000000001"}}]$$)');
