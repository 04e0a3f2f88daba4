-- Keyset pages neither skip nor repeat a row, with ties on created_at and rows coming and going between them.
\set ECHO none
\i test/fixture.psql
\set ECHO all
CREATE FUNCTION pg_temp.walk(completed boolean, page_size int, OUT pages int, OUT titles text[]) LANGUAGE plpgsql AS $$
DECLARE
    page text[];
    next_cursor text;
BEGIN
    pages := 0;
    LOOP
        SELECT array_agg(t.title ORDER BY n), (array_agg(todo.task_cursor(t.row) ORDER BY n DESC))[1]
        INTO page, next_cursor
        FROM (SELECT l AS row, l.title, row_number() OVER () AS n
              FROM todo.list_tasks(walk.completed, walk.page_size, next_cursor) l) t;
        EXIT WHEN page IS NULL;
        pages := pages + 1;
        titles := titles || page;
        -- between two pages: a newer task comes, the last row of this page goes
        PERFORM todo.create_task('newer ' || pages);
        PERFORM todo.delete_task(t.id, true) FROM todo.tasks t WHERE t.title = page[cardinality(page)];
    END LOOP;
END
$$;
:as_alice
-- 60 tasks, five at each time
INSERT INTO tasks (id, user_id, title, completed, created_at)
SELECT ('00000000-0000-7000-8000-' || to_char(i, 'FM000000000000'))::uuid, :alice, 'task ' || to_char(i, 'FM00'), i % 3 = 0,
       timestamptz '2026-01-01 00:00+00' + (i / 5) * interval '1 hour'
FROM generate_series(1, 60) i;
CREATE TEMP TABLE expected AS SELECT title, completed, created_at, id FROM tasks;
BEGIN;
SELECT pages, titles = (SELECT array_agg(title::text ORDER BY created_at DESC, id DESC) FROM expected) AS exact FROM pg_temp.walk(NULL, 7);
ROLLBACK;
BEGIN;
SELECT pages, titles = (SELECT array_agg(title::text ORDER BY created_at DESC, id DESC) FROM expected) AS exact FROM pg_temp.walk(NULL, 1);
ROLLBACK;
BEGIN;
SELECT pages, titles = (SELECT array_agg(title::text ORDER BY created_at DESC, id DESC) FROM expected WHERE NOT completed) AS exact FROM pg_temp.walk(false, 6);
ROLLBACK;
BEGIN;
SELECT pages, titles = (SELECT array_agg(title::text ORDER BY created_at DESC, id DESC) FROM expected WHERE completed) AS exact FROM pg_temp.walk(true, 6);
ROLLBACK;
-- the trash, latest deleted first
UPDATE tasks SET deleted_at = created_at + interval '1 day' WHERE NOT completed;
SELECT t.title AS last_title, t.task_cursor AS cursor FROM list_trash(15) t OFFSET 14 \gset
SELECT (SELECT array_agg(title) FROM list_trash(15)) || (SELECT array_agg(title) FROM list_trash(100, :'cursor'))
     = (SELECT array_agg(title ORDER BY created_at DESC, id DESC) FROM expected WHERE NOT completed) AS exact;
