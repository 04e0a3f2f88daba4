-- get_task and list_tasks return the signed-in user's own tasks without the trash, newest first.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_bob
SELECT title FROM create_task('Bob''s', id => :task9);
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "one", "id": "00000000-0000-7000-8000-000000000001"},
    {"title": "two", "id": "00000000-0000-7000-8000-000000000002", "completed": true},
    {"title": "three", "id": "00000000-0000-7000-8000-000000000003"},
    {"title": "four", "id": "00000000-0000-7000-8000-000000000004", "completed": true},
    {"title": "deleted", "id": "00000000-0000-7000-8000-000000000005"}]');
SELECT title FROM delete_task(:task5);
SELECT title FROM get_task(:task1);
-- no row: deleted, another's, none at all
SELECT count(*) FROM get_task(:task5);
SELECT count(*) FROM get_task(:task9);
SELECT count(*) FROM get_task(gen_random_uuid());
SELECT pg_temp.error('SELECT get_task(NULL)');
-- lists: in this test all have the same created_at, so the id decides
SELECT title, completed FROM list_tasks();
SELECT title FROM list_tasks(completed => false);
SELECT title FROM list_tasks(completed => true);
SELECT title FROM list_tasks(page_size => 1);
SELECT count(*) FROM list_tasks(NULL, NULL, NULL);
SELECT title FROM active_tasks ORDER BY id;
SELECT pg_temp.error('SELECT list_tasks(page_size => 0)');
SELECT pg_temp.error('SELECT list_tasks(page_size => 1001)');
SELECT pg_temp.error('SELECT list_tasks(page_size => -2147483648)');
SELECT count(*) FROM list_tasks(page_size => 1000);
:as_nobody
SELECT pg_temp.error('SELECT list_tasks()');
SELECT pg_temp.error('SELECT get_task(gen_random_uuid())');
SELECT pg_temp.error('SELECT list_trash()');
