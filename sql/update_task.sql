-- update_task changes the given fields alone: a JSON merge patch (RFC 7396), with versions.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT version FROM create_task('Buy milk', 'two bottles', :task1);
SELECT title, description, completed, version FROM update_task(:task1, '{"title": "  Buy oat milk\u00a0"}');
SELECT title, description, completed, version FROM update_task(:task1, '{"description": null}');
SELECT title, description, completed, version FROM update_task(:task1, '{"description": "", "completed": true}');
SELECT title, description, completed, version, completed_at = updated_at AS completed_now FROM update_task(:task1, '{"completed": true}', 4);
-- nothing to change: version and updated_at stay
SELECT version FROM update_task(:task1, '{}');
SELECT version FROM update_task(:task1, '{"title": " Buy oat milk "}', 4);
-- versions
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "x"}', 3)$$) LIKE
    'PT412: the task has changed since that version%detail: {"id":"00000000-0000-7000-8000-000000000001",%"title":"Buy oat milk",%"version":4}%hint: %' AS refused_with_the_row;
SELECT left(pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{}', 5)$$), 5);
SELECT version FROM update_task(:task1, '{"title": "Buy milk"}', 4);
-- not there, not yours, in the trash: the same answer
:as_bob
SELECT title FROM create_task('Bob''s', id => :task2);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "x"}')$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "x"}', 5)$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{}', 1)$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000009', '{"title": "x"}')$$);
SELECT title FROM delete_task(:task2);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000002', '{"title": "x"}')$$);
-- bad patches
:as_alice
SELECT patch, pg_temp.error(format('SELECT update_task(''00000000-0000-7000-8000-000000000001'', %L)', patch))
FROM unnest(ARRAY['[]', '"x"', 'null', '7', '{"title": null}', '{"title": 1}', '{"title": {}}', '{"completed": null}', '{"completed": 1}',
    '{"description": ["a"]}', '{"version": 1}', '{"user_id": "00000000-0000-4000-8000-00000000000b"}', '{"title": "ok", "Title": "x"}', '{"title": " "}']) patch;
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', NULL)$$);
SELECT pg_temp.error($$SELECT update_task(NULL, '{}')$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "$$ || repeat('x', 201) || $$"}')$$);
SELECT title, description, completed, version FROM get_task(:task1);
