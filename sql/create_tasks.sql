-- create_tasks makes many tasks in order, all or none, and names the element that is wrong.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title, description, completed, completed_at IS NOT NULL AS has_completed_at, version
FROM create_tasks('[{"title": " a "}, {"title": "b", "description": "two", "completed": true},
                    {"title": "c", "description": null, "id": null}]');
SELECT count(*) FROM create_tasks('[]');
-- ids of the client's own, and one that is left out; a retry returns the same rows
SELECT id = :task1 AS first, title FROM create_tasks(
    '[{"title": " d", "id": "00000000-0000-7000-8000-000000000001"}, {"title": "e"}]');
SELECT id = :task1 AS first, title FROM create_tasks(
    '[{"title": "f"}, {"title": "d", "id": "00000000-0000-7000-8000-000000000001"}]');
SELECT title FROM tasks ORDER BY title;
-- all or none
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "g"}, {"title": " "}]')$$);
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "g"}, {"title": "x", "id": "00000000-0000-7000-8000-000000000001"}]')$$);
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "d", "completed": true, "id": "00000000-0000-7000-8000-000000000001"}]')$$);
SELECT pg_temp.error(format('SELECT create_tasks(%L)', jsonb_build_array('{"title": "g"}'::jsonb, task)))
FROM unnest(ARRAY[jsonb_build_object('title', ' ', 'id', :task1), jsonb_build_object('title', repeat('é', 201)),
    jsonb_build_object('title', 'h', 'description', repeat('é', 1001), 'id', :task1)]) task;
SELECT pg_temp.error(format('SELECT create_tasks(%L)', jsonb_build_array(
    jsonb_build_object('title', repeat('é', 200) || '   ', 'description', repeat('é', 1000)), '{"title": "\u00a0"}'::jsonb)));
SELECT count(*) FROM tasks WHERE title = 'g' OR title LIKE 'é%';
-- not of another's making: an owner's rules; nor of another column's
BEGIN;
RESET ROLE;
ALTER TABLE tasks ADD CONSTRAINT mine CHECK (title <> 'forbidden');
:as_alice
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "forbidden"}, {"title": " "}]')$$);
SELECT pg_temp.error(format('SELECT create_tasks(%L)', jsonb_build_array(jsonb_build_object('title', repeat('x', 201), 'id', replace(:task1::text, '1', '9')),
    jsonb_build_object('title', 'x', 'description', repeat('x', 1001), 'id', :task1))));
ROLLBACK;
-- another's id
:as_bob
SELECT pg_temp.error($$SELECT create_tasks('[{"title": "d", "id": "00000000-0000-7000-8000-000000000001"}]')$$);
-- what is wrong, and where
SELECT argument, pg_temp.error(format('SELECT create_tasks(%L)', argument))
FROM unnest(ARRAY['{}', '"x"', '[1]', '[[]]', '[{"title": "a"}, {}]', '[{"title": null}]', '[{"title": 1}]',
    '[{"title": "a", "description": 5}]', '[{"title": "a", "completed": "yes"}]', '[{"title": "a", "completed": null}]',
    '[{"title": "a", "id": 7}]', '[{"title": "a", "id": "7"}]', '[{"title": "a", "titel": "b"}]',
    '[{"title": "a", "user_id": "00000000-0000-4000-8000-00000000000a"}]',
    '[{"title": "a", "id": "00000000-0000-7000-8000-000000000002"}, {"title": "b", "id": "00000000-0000-7000-8000-000000000002"}]']) argument;
SELECT pg_temp.error('SELECT create_tasks(NULL)');
SELECT count(*) FROM tasks;
-- many: in the order of the array, ids increasing
SELECT count(*), bool_and(title = 'task ' || n) AS in_order, bool_and(later) AS ids_increase
FROM (SELECT title, n, coalesce(id > lag(id) OVER (ORDER BY n), true) AS later
      FROM create_tasks((SELECT jsonb_agg(jsonb_build_object('title', 'task ' || i)) FROM generate_series(1, 5000) i))
           WITH ORDINALITY AS t(id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version, n)) made;
