-- No foreign row is ever read, changed, counted or revealed by an error: every function and table, for every caller.
\set ECHO none
\i test/fixture.psql
\set ECHO all
-- cheaper than any policy's own condition, and it tells what it is shown
CREATE FUNCTION pg_temp.peek(title text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
    'BEGIN IF title LIKE ''secret%'' THEN RAISE EXCEPTION ''seen: %'', title; END IF; RETURN true; END';
CREATE TEMP TABLE probes (what text, statement text);
GRANT ALL ON probes TO PUBLIC;
INSERT INTO probes VALUES
    ('create_task', 'SELECT todo.create_task(''secret'', ''of Bob'', %1$L)'),
    ('create_tasks', 'SELECT todo.create_tasks(jsonb_build_array(jsonb_build_object(''title'', ''secret'', ''description'', ''of Bob'', ''id'', %1$L::text)))'),
    ('get_task', 'SELECT todo.get_task(%1$L)'),
    ('list_tasks', 'SELECT todo.list_tasks()'),
    ('list_tasks', 'SELECT todo.list_tasks(completed => true, page_size => 1000)'),
    ('task_cursor', 'SELECT todo.list_tasks(page_cursor => todo.task_cursor((SELECT t FROM todo.get_task(%1$L) t)))'),
    ('tasks_page', 'SELECT todo.tasks_page(page_size => 1000)'),
    ('update_task', 'SELECT todo.update_task(%1$L, ''{"title": "changed"}'')'),
    ('update_task', 'SELECT todo.update_task(%1$L, ''{"title": "changed"}'', 99)'),
    ('update_task', 'SELECT todo.update_task(%1$L, ''{}'', 1)'),
    ('complete_task', 'SELECT todo.complete_task(%1$L)'),
    ('complete_task', 'SELECT todo.complete_task(%1$L, 99)'),
    ('reopen_task', 'SELECT todo.reopen_task(%1$L)'),
    ('toggle_task', 'SELECT todo.toggle_task(%1$L)'),
    ('delete_task', 'SELECT todo.delete_task(%1$L)'),
    ('delete_task', 'SELECT todo.delete_task(%1$L, true)'),
    ('restore_task', 'SELECT todo.restore_task(%1$L)'),
    ('list_trash', 'SELECT todo.list_trash()'),
    ('count_tasks', 'SELECT todo.count_tasks()'),
    ('changes_since', 'SELECT todo.changes_since(0, 1000)'),
    ('task_history', 'SELECT todo.task_history(%1$L)'),
    ('tasks_as_of', 'SELECT todo.tasks_as_of(''2000-01-01'')'),
    ('tasks_as_of', 'SELECT todo.tasks_as_of(''2100-01-01'')'),
    ('replay_tasks', 'SELECT todo.replay_tasks()'),
    ('undo', 'SELECT todo.undo(3)'),
    ('events', 'SELECT e FROM todo.events e'),
    ('events', 'SELECT count(*), max(seq) FROM todo.events WHERE task_id = %1$L'),
    ('events', 'UPDATE todo.events SET seq = seq RETURNING *'),
    ('events', 'DELETE FROM todo.events RETURNING *'),
    ('events', 'TRUNCATE todo.events'),
    ('user_counters', 'SELECT c FROM todo.user_counters c'),
    ('user_counters', 'UPDATE todo.user_counters SET seq = 0 RETURNING *'),
    ('user_counters', 'DELETE FROM todo.user_counters RETURNING *'),
    ('execute', 'SELECT todo.execute(jsonb_build_array(jsonb_build_object(''do'', ''toggle_task'', ''args'', jsonb_build_object(''task_id'', %1$L::text))))'),
    ('execute', 'SELECT todo.execute(jsonb_build_array(jsonb_build_object(''do'', ''get_task'', ''args'', jsonb_build_object(''task_id'', %1$L::text)), jsonb_build_object(''do'', ''list_tasks'')), atomic => false)'),
    ('execute', 'SELECT todo.execute(jsonb_build_array(jsonb_build_object(''do'', ''get_task'', ''args'', jsonb_build_object(''task_id'', %1$L::text), ''key'', ''of Bob'')))'),
    ('idempotency_keys', 'SELECT k FROM todo.idempotency_keys k'),
    ('idempotency_keys', 'UPDATE todo.idempotency_keys SET key = key RETURNING *'),
    ('idempotency_keys', 'DELETE FROM todo.idempotency_keys RETURNING *'),
    ('idempotency_keys', 'TRUNCATE todo.idempotency_keys'),
    ('tasks_archive', 'SELECT a FROM todo.tasks_archive a'),
    ('tasks_archive', 'SELECT todo.restore_task(''00000000-0000-7000-8000-000000000005'')'),
    ('tasks_archive', 'UPDATE todo.tasks_archive SET title = ''changed'' RETURNING *'),
    ('tasks_archive', 'DELETE FROM todo.tasks_archive RETURNING *'),
    ('current_user_id', 'SELECT todo.current_user_id()'),
    ('tasks', 'SELECT t FROM todo.tasks t'),
    ('tasks', 'SELECT count(*), count(*) FILTER (WHERE completed), max(title), max(created_at) FROM todo.tasks'),
    ('tasks', 'SELECT t FROM todo.tasks t WHERE id = %1$L'),
    ('tasks', 'UPDATE todo.tasks SET title = ''changed'' WHERE id = %1$L RETURNING *'),
    ('tasks', 'DELETE FROM todo.tasks WHERE id = %1$L RETURNING *'),
    ('tasks', 'SELECT t FROM todo.tasks t WHERE id = %1$L FOR UPDATE'),
    ('tasks', 'INSERT INTO todo.tasks (user_id, title) VALUES (''00000000-0000-4000-8000-00000000000b'', ''changed'') RETURNING title'),
    ('tasks', 'UPDATE todo.tasks SET user_id = ''00000000-0000-4000-8000-00000000000b'' RETURNING *'),
    ('tasks', 'INSERT INTO todo.tasks (id, user_id, title) VALUES (%1$L, todo.current_user_id(), ''changed'') ON CONFLICT (id) DO NOTHING RETURNING title'),
    ('tasks', 'SELECT t FROM todo.tasks t WHERE pg_temp.peek(title)'),
    ('tasks', 'TRUNCATE todo.tasks'),
    ('active_tasks', 'SELECT t FROM todo.active_tasks t'),
    ('active_tasks', 'UPDATE todo.active_tasks SET title = ''changed'' WHERE id = %1$L RETURNING *'),
    ('active_tasks', 'DELETE FROM todo.active_tasks WHERE id = %1$L RETURNING *'),
    ('users', 'SELECT u FROM todo.users u WHERE email LIKE ''bob%%'' OR id = ''00000000-0000-4000-8000-00000000000b'''),
    ('users', 'UPDATE todo.users SET name = ''changed'' WHERE id = ''00000000-0000-4000-8000-00000000000b'' RETURNING *'),
    ('users', 'DELETE FROM todo.users WHERE id = ''00000000-0000-4000-8000-00000000000b'' RETURNING *');
-- every function that a client may call, and every table and view, has a probe
SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace AND has_function_privilege('regress_app', oid, 'EXECUTE')
    AND proname NOT IN (SELECT what FROM probes) AND proname NOT IN ('logout', 'uuid_v7');
SELECT relname FROM pg_class WHERE relnamespace = 'todo'::regnamespace AND relkind IN ('r', 'v') AND relname NOT IN (SELECT what FROM probes);
-- what a statement answers, rolled back again: its rows as JSON, or its error
CREATE FUNCTION pg_temp.answer(statement text, task_id uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text := '';
    row record;
BEGIN
    BEGIN
        FOR row IN EXECUTE format(statement, task_id) LOOP
            answer := answer || to_json(row);
        END LOOP;
        RAISE EXCEPTION USING ERRCODE = 'P9999', MESSAGE = 'rolled back';
    EXCEPTION WHEN SQLSTATE 'P9999' THEN
        RETURN replace(answer, task_id::text, 'the task');
    WHEN OTHERS THEN
        RETURN replace(pg_temp.error(format(statement, task_id)), task_id::text, 'the task');
    END;
END
$$;
-- Bob has an open task, a done one, and one in the trash; Alice has one of her own
:as_bob
SELECT count(*) FROM create_tasks('[{"title": "secret", "description": "of Bob", "id": "00000000-0000-7000-8000-000000000001"},
    {"title": "secret", "description": "of Bob", "completed": true, "id": "00000000-0000-7000-8000-000000000002"},
    {"title": "secret", "description": "of Bob", "id": "00000000-0000-7000-8000-000000000003"}]');
SELECT title FROM delete_task(:task3);
SELECT jsonb_array_length(execute('[{"do": "list_tasks", "key": "of Bob"}]'));
RESET ROLE;
INSERT INTO tasks_archive (id, user_id, title, completed, created_at, updated_at, version) VALUES (:task5, :bob, 'secret', true, now(), now(), 1);
:as_alice
SELECT title FROM create_task('own', NULL, :task4);
RESET ROLE;
SELECT md5(string_agg(t::text, '' ORDER BY id)) AS of_bob FROM tasks t WHERE user_id = :bob \gset
-- What a caller learns: Bob's text, Bob's address, or an answer that differs between Bob's tasks and none at all.
-- Only an id that a client chooses itself can be taken (PT409, and a plain INSERT's like): unique keys are for all.
\set told 'SELECT statement, kind, pg_temp.answer(statement, foreign_id) AS told FROM probes, (VALUES (''open'', ''00000000-0000-7000-8000-000000000001''::uuid), (''done'', ''00000000-0000-7000-8000-000000000002''), (''deleted'', ''00000000-0000-7000-8000-000000000003'')) foreign_ids(kind, foreign_id) WHERE pg_temp.answer(statement, foreign_id) ~ ''secret|bob@'' OR pg_temp.answer(statement, foreign_id) <> pg_temp.answer(statement, ''00000000-0000-7000-8000-00000000dead'') ORDER BY statement, kind;'
:as_alice
SELECT count(DISTINCT pg_temp.answer(statement, :task4)) > 20 AS probes_see_own_rows FROM probes;
:told
:as_service_for_alice
:told
:as_nobody
:told
SELECT pg_temp.answer(statement, :task1) AS answer, count(*) FROM probes GROUP BY 1 ORDER BY 1;
-- a trusted back end for which nobody is signed in: no function answers; the tables are its own to maintain
:as_service
SELECT pg_temp.answer(statement, :task1) AS answer, count(*) FROM probes WHERE statement LIKE 'SELECT todo.%' GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM tasks;
-- and nothing of Bob's has changed
RESET ROLE;
SELECT md5(string_agg(t::text, '' ORDER BY id)) = :'of_bob' AS unchanged FROM tasks t WHERE user_id = :bob;
