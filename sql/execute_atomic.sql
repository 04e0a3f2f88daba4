-- execute does all or nothing, or each command by itself, and each error stays what it is.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('there', 'already', :task1);
-- all or nothing: the error is the command's own, SQLSTATE, message, detail, hint and constraint
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "create_task", "args": {"title": "t"}}, {"do": "create_task", "args": {"title": " "}}]$$)');
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "create_task", "args": {"title": "t"}}, {"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}}]$$, atomic => NULL)');
SELECT count(*) FROM tasks;
-- and its context names the command
CREATE FUNCTION pg_temp.context(statement text) RETURNS text LANGUAGE plpgsql AS
    'DECLARE context text; BEGIN EXECUTE statement; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT; RETURN substring(context FROM ''command[^\n]*''); END';
SELECT pg_temp.context('SELECT todo.execute($$[{"do": "count_tasks"}, {"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}}]$$)');
-- each by itself
SELECT r AS result FROM jsonb_array_elements(execute('[{"do": "create_task", "args": {"title": " "}}, {"do": "create_task", "args": {"title": "kept", "id": "00000000-0000-7000-8000-000000000002"}},
    {"do": "create_task", "args": {"title": "other", "id": "00000000-0000-7000-8000-000000000001"}}, {"do": "toggle_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}},
    {"do": "nonsense"}, 5, {"do": "count_tasks"}]', atomic => false)) r WHERE r ->> 'ok' = 'false' OR r #>> '{result,title}' IS NULL;
SELECT title FROM tasks ORDER BY id;
SELECT execute('[{"do": "complete_task", "args": {"task_id": "00000000-0000-7000-8000-000000000002", "if_version": 9}}]', atomic => false) #>> '{0,error,detail}' LIKE '{"id":"00000000-0000-7000-8000-000000000002"%' AS detail_is_the_task;
-- what a command wrote before it failed is gone, journal and counters too
SELECT seq, open, done FROM user_counters;
SELECT execute('[{"do": "create_tasks", "args": {"tasks": [{"title": "good"}, {"title": " "}]}}, {"do": "create_tasks", "args": {"tasks": [{"title": "good"}, {"title": "good"}]}}]', atomic => false) #>> '{0,error,constraint}' AS constraint;
SELECT seq, open, done FROM user_counters;
-- under an exception block, after an error, within a transaction that goes on
BEGIN;
SAVEPOINT s;
SELECT jsonb_path_query_array(execute(jsonb_agg(jsonb_build_object('do', 'create_task', 'args', jsonb_build_object('title', CASE WHEN i % 2 = 0 THEN ' ' ELSE 'odd' END))), atomic => false), '$[*].ok') AS ok FROM generate_series(1, 10) i;
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "create_task", "args": {"title": "t"}}, {"do": "nonsense"}]$$)');
SELECT count(*) FROM tasks WHERE title = 'odd';
ROLLBACK TO s;
SELECT count(*) FROM tasks WHERE title = 'odd';
COMMIT;
-- a cancel is not a command's own failure, and leaves an exception block around it in order
:as_owner
CREATE FUNCTION pg_temp.cancel() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.title = ''cancel'' THEN RAISE query_canceled; END IF; RETURN NEW; END';
CREATE FUNCTION pg_temp.no_memory() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.title = ''no memory'' THEN RAISE out_of_memory; END IF; RETURN NEW; END';
CREATE TRIGGER zz_cancel BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.cancel();
CREATE TRIGGER zz_no_memory BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.no_memory();
CREATE FUNCTION pg_temp.caught(commands jsonb) RETURNS text LANGUAGE plpgsql AS
    'BEGIN PERFORM todo.execute(commands, atomic => false); RETURN ''no error''; EXCEPTION WHEN query_canceled OR out_of_memory THEN PERFORM todo.create_task(''after ''|| SQLSTATE); RETURN SQLSTATE; END';
:as_alice
SELECT pg_temp.caught('[{"do": "create_task", "args": {"title": "before"}}, {"do": "create_task", "args": {"title": "cancel"}}]');
SELECT pg_temp.caught('[{"do": "create_task", "args": {"title": "before"}}, {"do": "create_task", "args": {"title": "no memory"}}]');
SELECT title FROM tasks WHERE title LIKE 'before' OR title LIKE 'after%' ORDER BY title;
:as_owner
DROP TRIGGER zz_cancel ON tasks;
DROP TRIGGER zz_no_memory ON tasks;
