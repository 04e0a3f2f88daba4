-- An argument that is null is its default, as if it were left out; where there is none it is refused.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT count(*) FROM create_tasks((SELECT jsonb_agg(jsonb_build_object('title', i::text)) FROM generate_series(1, 600) i));
SELECT title FROM create_task('changed often', NULL, :task1);
SELECT count(toggle_task(:task1)) FROM generate_series(1, 120);
SELECT count(*) FROM list_tasks(NULL, NULL, NULL);
SELECT json_array_length(tasks_page(NULL, NULL, NULL, NULL) -> 'items') AS items;
SELECT count(*) FROM changes_since(NULL, NULL);
SELECT count(*) FROM task_history(:task1, NULL, NULL);
SELECT deleted_at IS NOT NULL AS in_trash FROM delete_task(:task1, NULL);
UPDATE tasks SET deleted_at = now() WHERE deleted_at IS NULL;
SELECT count(*) FROM list_trash(NULL, NULL);
SELECT execute('[]', NULL, NULL);
SELECT pg_temp.error('SELECT tasks_as_of(NULL)');
:as_owner
INSERT INTO tasks (user_id, title, deleted_at) SELECT :bob, 'old', '2000-01-01' FROM generate_series(1, 1001);
:as_service
SELECT rows, finished FROM run_maintenance(NULL) WHERE job = 'purge_trash';
SELECT count(*) > 0 AS looked FROM doctor(NULL);
SELECT rebuild_counters(NULL);
