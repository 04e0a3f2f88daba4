-- Over a quota that was lowered: all but creating goes on.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "a", "id": "00000000-0000-7000-8000-000000000001"}, {"title": "b", "id": "00000000-0000-7000-8000-000000000002"}, {"title": "c"}]');
RESET ROLE;
SET todo.max_tasks_per_user = 1;
SET ROLE regress_app;
SELECT version FROM toggle_task(:task1);
SELECT version FROM delete_task(:task1);
SELECT version FROM delete_task(:task2, true);
SELECT left(pg_temp.error('SELECT create_task($$x$$)'), 5);
ROLLBACK;
