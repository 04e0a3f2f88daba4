-- changes_since gives each changed task once, in its state now or as a tombstone; a cursor that is not kept is refused.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "one", "id": "00000000-0000-7000-8000-000000000001"}, {"title": "two", "id": "00000000-0000-7000-8000-000000000002"},
    {"title": "three", "id": "00000000-0000-7000-8000-000000000003"}]');
SELECT seq, deleted, task ->> 'title' AS title FROM changes_since();
SELECT version FROM toggle_task(:task1);
SELECT version FROM delete_task(:task2);
SELECT version FROM delete_task(:task3, true);
SELECT seq, task_id, deleted, task ->> 'title' AS title, task ->> 'deleted_at' IS NOT NULL AS in_trash FROM changes_since(3);
SELECT count(*) FROM changes_since(6);
SELECT seq FROM changes_since(0, 2);
SELECT seq FROM changes_since(5, 2);
SELECT (SELECT task::text FROM changes_since(3, 1)) = (SELECT (tasks_page() -> 'items' -> 0)::text) AS same_document;
-- from a future, negative, too many
SELECT pg_temp.error('SELECT changes_since(7)');
SELECT pg_temp.error('SELECT changes_since(-1)');
SELECT pg_temp.error('SELECT changes_since(0, 1001)');
-- the etag of a page: the same while nothing changed, another for another page, user or content
SELECT tasks_page() ->> 'etag' AS etag \gset
SELECT tasks_page(if_changed => :'etag') IS NULL AS unchanged;
SELECT tasks_page(true, if_changed => :'etag') IS NULL AS other_filter, tasks_page(page_size => 49, if_changed => :'etag') IS NULL AS other_size;
SELECT title FROM create_task('four');
SELECT tasks_page(if_changed => :'etag') IS NULL AS unchanged;
:as_bob
SELECT tasks_page() ->> 'etag' <> :'etag' AS differs;
