-- A cursor belongs to its order, its filter, its owner and its content; any other use is refused.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_bob
SELECT title FROM create_task('Bob''s', id => :task9);
:as_alice
SELECT count(*) FROM create_tasks('[{"title": "open", "id": "00000000-0000-7000-8000-000000000001"},
    {"title": "done", "id": "00000000-0000-7000-8000-000000000002", "completed": true},
    {"title": "deleted", "id": "00000000-0000-7000-8000-000000000003"}]');
SELECT title FROM delete_task(:task3);
SELECT t.task_cursor AS open_row FROM list_tasks() t WHERE NOT completed \gset
SELECT t.task_cursor AS done_row FROM list_tasks() t WHERE completed \gset
SELECT t.task_cursor AS trash_row FROM list_trash() t \gset
SELECT tasks_page(NULL, 1) ->> 'next_cursor' AS page_of_all \gset
SELECT title FROM create_task('another open one');
SELECT tasks_page(false, 1) ->> 'next_cursor' AS page_of_open \gset
-- which cursor fits which list
SELECT made_by, list, coalesce(nullif(pg_temp.error(format('SELECT ' || list, made)), 'no error'), 'fits') AS answer
FROM (VALUES ('an open row', :'open_row'), ('a done row', :'done_row'), ('a row in the trash', :'trash_row'),
             ('a page of all', :'page_of_all'), ('a page of the open ones', :'page_of_open')) cursors(made_by, made),
     (VALUES ('list_tasks(NULL, 5, %L)'), ('list_tasks(false, 5, %1$L)'), ('list_tasks(true, 5, %1$L)'), ('list_trash(5, %1$L)')) lists(list);
-- another owner's, though it is of the right kind
:as_bob
SELECT count(*) AS refused FROM unnest(ARRAY[:'open_row', :'page_of_all']) made
WHERE pg_temp.error(format('SELECT list_tasks(NULL, 5, %L)', made)) LIKE '22023: page_cursor does not belong to this list%';
:as_alice
-- every other character in every place
SELECT count(*) AS tried, count(*) FILTER (WHERE pg_temp.error(format('SELECT list_tasks(NULL, 5, %L)',
           overlay(:'page_of_all' PLACING c FROM place FOR 1))) LIKE '22023: %') AS refused
FROM generate_series(1, length(:'page_of_all')) place,
     regexp_split_to_table('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ', '') c
WHERE substr(:'page_of_all', place, 1) <> c;
SELECT pg_temp.error(format('SELECT list_tasks(page_cursor => %L)', made))
FROM unnest(ARRAY['', 'x', :'page_of_all' || 'A', :'page_of_all' || '=', left(:'page_of_all', 39), repeat('A', 40), repeat('A', 100000), 'ä']) made;
SELECT pg_temp.error('SELECT task_cursor(NULL::todo.task)');
SELECT pg_temp.error('SELECT task_cursor(ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::todo.task)');
-- a task that was made by hand
SELECT left(pg_temp.error(format('SELECT task_cursor(ROW(%L, %L, %L, NULL, false, NULL, NULL, NULL, NULL, 1)::task)', :task1, :alice, 't')), 5);
