-- No foreign row is ever read, changed, counted or revealed by an error: every function and table, for every caller.
\set ECHO none
\i test/fixture.psql
\i test/tenant_probes.psql
\set ECHO all
-- every function that a client may call, and every table and view, has a probe
SELECT proname FROM pg_proc WHERE pronamespace = 'todo'::regnamespace AND has_function_privilege('regress_app', oid, 'EXECUTE')
    AND proname NOT IN (SELECT what FROM probes) AND proname NOT IN ('logout', 'uuid_v7', 'is_title');
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
\set told 'SELECT statement, kind, pg_temp.answer(statement, foreign_id) AS told FROM probes, (VALUES (''open'', ''00000000-0000-7000-8000-000000000001''::uuid), (''done'', ''00000000-0000-7000-8000-000000000002''), (''deleted'', ''00000000-0000-7000-8000-000000000003'')) foreign_ids(kind, foreign_id) WHERE pg_temp.answer(statement, foreign_id) ~ ''secret|bob@'' OR pg_temp.answer(statement, foreign_id) <> pg_temp.answer(statement, ''00000000-0000-7000-8000-00000000dead'') ORDER BY statement COLLATE "C", kind;'
:as_alice
SELECT count(DISTINCT pg_temp.answer(statement, :task4)) > 20 AS probes_see_own_rows FROM probes;
:told
:as_service_for_alice
:told
:as_nobody
:told
SELECT pg_temp.answer(statement, :task1) COLLATE "C" AS answer, count(*) FROM probes GROUP BY 1 ORDER BY 1;
-- a trusted back end for which nobody is signed in: no function answers; the tables are its own to maintain
:as_service
SELECT pg_temp.answer(statement, :task1) COLLATE "C" AS answer, count(*) FROM probes WHERE statement LIKE 'SELECT todo.%' AND what NOT IN ('doctor', 'rebuild_counters', 'run_maintenance', 'seed_demo', 'remove_demo') GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM tasks;
-- and nothing of Bob's has changed
RESET ROLE;
SELECT md5(string_agg(t::text, '' ORDER BY id)) = :'of_bob' AS unchanged FROM tasks t WHERE user_id = :bob;
