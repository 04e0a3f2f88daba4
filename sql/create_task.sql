-- create_task makes a task of the signed-in user, and a retry with the same id makes no second one.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT user_id = :alice AS mine, title, description, completed, deleted_at, completed_at, version,
       created_at = now() AS now, updated_at = created_at AS same
FROM create_task(E' \t Buy milk ', 'two bottles');
SELECT id, title, description FROM create_task('With an id', id => :task1);
-- a retry
SELECT id, title, description FROM create_task('  With an id ', NULL, :task1);
SELECT count(*) FROM tasks;
-- the same id, another content
SELECT pg_temp.error($$SELECT create_task('Another title', NULL, '00000000-0000-7000-8000-000000000001')$$);
SELECT pg_temp.error($$SELECT create_task('With an id', 'and a description', '00000000-0000-7000-8000-000000000001')$$);
-- the same id, another owner: the answer tells nothing about whose it is
:as_bob
SELECT pg_temp.error($$SELECT create_task('With an id', NULL, '00000000-0000-7000-8000-000000000001')$$);
-- in the trash it is not there to be returned
:as_alice
SELECT id FROM delete_task(:task1);
SELECT pg_temp.error($$SELECT create_task('With an id', NULL, '00000000-0000-7000-8000-000000000001')$$);
-- the errors
SELECT pg_temp.error($$SELECT create_task('   ')$$);
SELECT pg_temp.error($$SELECT create_task(NULL)$$);
SELECT pg_temp.error($$SELECT create_task(repeat('x', 201))$$);
SELECT pg_temp.error($$SELECT create_task('x', repeat('x', 1001))$$);
:as_nobody
SELECT pg_temp.error($$SELECT create_task('x')$$);
-- signed in, but no account
RESET ROLE;
SELECT set_user(:carol, 'session');
SET ROLE regress_app;
SELECT pg_temp.error($$SELECT create_task('x')$$);
