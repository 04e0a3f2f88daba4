-- count_tasks returns two rows, open then done, without the trash and without other users' tasks.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_bob
SELECT count(*) FROM create_tasks('[{"title": "a"}, {"title": "b", "completed": true}]');
:as_alice
SELECT * FROM count_tasks();
SELECT count(*) FROM create_tasks('[{"title": "a", "id": "00000000-0000-7000-8000-000000000001"}, {"title": "b", "completed": true}, {"title": "c"}, {"title": "d"}]');
SELECT * FROM count_tasks();
SELECT title FROM delete_task(:task1);
SELECT * FROM count_tasks();
SELECT completed, count(*) FROM active_tasks GROUP BY completed ORDER BY completed;
:as_nobody
SELECT pg_temp.error('SELECT count_tasks()');
