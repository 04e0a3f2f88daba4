-- delete_task moves a task to the trash or deletes it for good; restore_task brings it back.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
SELECT title FROM create_task('two', NULL, :task2);
SELECT title, deleted_at = now() AS deleted_now, version FROM delete_task(:task1);
SELECT title FROM list_tasks();
SELECT title FROM list_trash();
SELECT title FROM active_tasks;
SELECT count(*) FROM tasks;
-- deleted tasks appear in the trash alone
SELECT pg_temp.error(format('SELECT %s(%L)', f, '00000000-0000-7000-8000-000000000001'))
FROM unnest(ARRAY['delete_task', 'toggle_task', 'complete_task']) f;
SELECT title, deleted_at, version FROM restore_task(:task1);
SELECT pg_temp.error($$SELECT restore_task('00000000-0000-7000-8000-000000000001')$$);
SELECT title FROM list_tasks() ORDER BY title;
-- for good, from the list and from the trash
SELECT title, deleted_at FROM delete_task(:task1, permanently => true);
SELECT title FROM delete_task(:task2);
SELECT title, deleted_at IS NOT NULL AS was_in_trash FROM delete_task(:task2, true);
SELECT count(*) FROM tasks;
SELECT pg_temp.error($$SELECT delete_task('00000000-0000-7000-8000-000000000002', true)$$);
SELECT pg_temp.error('SELECT delete_task(NULL)');
-- not yours
SELECT title FROM create_task('three', NULL, :task3);
:as_bob
SELECT pg_temp.error($$SELECT delete_task('00000000-0000-7000-8000-000000000003')$$);
SELECT pg_temp.error($$SELECT delete_task('00000000-0000-7000-8000-000000000003', true)$$);
SELECT pg_temp.error($$SELECT restore_task('00000000-0000-7000-8000-000000000003')$$);
-- a user's tasks go with the user, in the list and in the trash
:as_alice
SELECT title FROM delete_task(:task3);
SELECT title FROM create_task('four');
:as_service
DELETE FROM users WHERE id = :alice;
SELECT count(*) FROM tasks;
