-- tasks_page is the list as one JSON document: the rows of list_tasks, the next cursor, the counts.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_bob
SELECT title FROM create_task('Bob''s');
:as_alice
SELECT tasks_page();
INSERT INTO tasks (id, user_id, title, description, completed, created_at, updated_at)
VALUES (:task1, :alice, 'plain', NULL, false, '2026-01-01 12:00:00+00', '2026-01-01 12:00:00.5+00'),
       (:task2, :alice, E'q"b\\s/\u0001\u001f\ttab\nline', '日本語 😀', true, '2026-01-02 23:59:59.999999+00', 'infinity'),
       (:task3, :alice, 'deleted', NULL, false, '2026-01-03 00:00:00+00', '2026-01-03 00:00:00+00'),
       (:task4, :alice, 'old', '', false, '0044-03-15 12:00:00+00 BC', '12026-01-01 00:00:00.000001+00');
SELECT title FROM delete_task(:task3);
SELECT tasks_page(false);
-- the items are what to_json makes of the rows, in UTC whatever the session's time zone
SET timezone = 'America/St_Johns';
CREATE TEMP TABLE page AS SELECT tasks_page() AS page;
SET timezone = 'UTC';
SELECT (page -> 'items')::text = (SELECT replace(json_agg(t)::text, E', \n ', ',') FROM list_tasks() t) AS equal FROM page;
-- pages
SELECT tasks_page(page_size => 1) ->> 'next_cursor' AS next_cursor \gset
SELECT item ->> 'title' AS title FROM json_array_elements(tasks_page(page_size => 1, page_cursor => :'next_cursor') -> 'items') item;
SELECT tasks_page(page_size => 3) ->> 'next_cursor' IS NULL AS last_page;
SELECT tasks_page(page_size => 2) ->> 'next_cursor' IS NULL AS last_page;
SELECT tasks_page(completed => true) -> 'counts' AS counts;
SELECT pg_temp.error('SELECT tasks_page(page_size => 0)');
SELECT pg_temp.error($$SELECT tasks_page(page_cursor => 'x')$$);
-- a long page: 1000 titles of 200 characters that each need six bytes
INSERT INTO tasks (user_id, title, description) SELECT :alice, repeat(E'\u0001', 200), repeat(E'\u0002', 1000) FROM generate_series(1, 1000);
SELECT json_array_length(page -> 'items') AS items, length(page::text) > 7200000 AS long FROM (SELECT tasks_page(page_size => 1000) AS page) p;
:as_nobody
SELECT pg_temp.error('SELECT tasks_page()');
-- tasks that were loaded past the journal, and then counted, change the page
:as_alice
SELECT tasks_page() ->> 'etag' AS etag \gset
:as_owner
SET session_replication_role = replica;
INSERT INTO tasks (user_id, title) VALUES (:alice, 'loaded');
RESET session_replication_role;
:as_service
SELECT rebuild_counters();
:as_alice
SELECT tasks_page(if_changed => :'etag') IS NULL AS unchanged;
BEGIN;
DELETE FROM tasks;
:as_alice
INSERT INTO tasks (id, user_id, title, created_at) SELECT unnest(ARRAY[:task1, :task2, :task3]::uuid[]), :alice, 't', '2026-01-01';
SELECT todo.task_cursor(t) AS two FROM get_task(:task2) t \gset
SELECT todo.task_cursor(t) AS three FROM get_task(:task3) t \gset
-- not the page that the etag is of
SELECT tasks_page(page_cursor => :'two', if_changed => tasks_page(page_cursor => :'three') ->> 'etag') IS NULL AS unchanged;
ROLLBACK;
