-- What a retry of create_task and create_tasks is, at the edges: tasks in the trash, blanks beyond the limit, an id that is there twice.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
:as_alice
SELECT title FROM create_tasks('[{"title": "d", "id": "00000000-0000-7000-8000-000000000001"}]');
SELECT deleted_at IS NOT NULL AS in_trash FROM delete_task(:task1);
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "d", "id": "00000000-0000-7000-8000-000000000001"}]')$$);
ROLLBACK;
BEGIN;
:as_alice
-- a retry: no error, twice each
SELECT pg_temp.error(format('SELECT create_task(%L, %L, %L)', 't', repeat('x', 1000) || '  ', :task1)) FROM generate_series(1, 2);
SELECT pg_temp.error(format('SELECT create_tasks(%L)', jsonb_build_array(jsonb_build_object('title', 't', 'description', repeat('x', 1000) || '  ', 'id', :task2)))) FROM generate_series(1, 2);
ROLLBACK;
BEGIN;
:as_alice
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "a", "id": "00000000-0000-7000-8000-000000000002"}, {"title": "b", "id": "00000000-0000-7000-8000-000000000001"}, {"title": "a", "id": "00000000-0000-7000-8000-000000000002"}]')$$);
ROLLBACK;
BEGIN;
:as_alice
-- tasks[1]: blanks beyond the limit of tasks[0] do not count
SELECT pg_temp.error(format('SELECT create_tasks(%L)', jsonb_build_array(jsonb_build_object('title', repeat('x', 200) || '  '), jsonb_build_object('title', repeat('y', 201)))));
ROLLBACK;
BEGIN;
-- an owner's own limit: which of the tasks is over it, todo does not know
ALTER TABLE tasks ADD label varchar(3), ALTER label SET DEFAULT 'long';
:as_alice
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "a"}, {"title": "b"}]')$$);
ROLLBACK;
