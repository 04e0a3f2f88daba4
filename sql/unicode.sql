-- Characters count, not bytes; white space of every Unicode kind is trimmed; invalid text never gets in.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT length(title) AS characters, octet_length(title) AS bytes, length(description), octet_length(description)
FROM create_task(repeat('😀', 200), repeat('😀', 1000), :task1);
SELECT pg_temp.error($$SELECT create_task(repeat('😀', 201))$$);
SELECT pg_temp.error($$SELECT create_task('x', repeat('😀', 1001))$$);
-- the 25 characters with the property White_Space, at both ends and alone
CREATE TEMP TABLE white_space AS SELECT chr(n) AS c, n FROM unnest(ARRAY[9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196,
    8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288]) n;
SELECT count(*), count(*) FILTER (WHERE (create_task(c || 'a' || c || 'b' || c || c)).title = 'a' || c || 'b') AS trimmed FROM white_space;
SELECT count(*) FILTER (WHERE pg_temp.error(format('SELECT create_task(%L)', c || ' ' || c)) LIKE '23514: %') AS refused FROM white_space;
SELECT pg_temp.error(format('SELECT create_task(%L)', string_agg(c, ''))) FROM white_space;
-- what only looks like it is kept: zero width space, byte order mark, Mongolian vowel separator
SELECT count(*) FILTER (WHERE (create_task(chr(n))).title = chr(n)) AS kept FROM unnest(ARRAY[8203, 65279, 6158]) n;
-- the table's own constraint says the same where the trigger does not run
RESET ROLE;
SET session_replication_role = replica;
SELECT count(*) FILTER (WHERE pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, %L)', :alice, c || c)) LIKE '23514: %chk_title_not_empty%') AS refused FROM white_space;
RESET session_replication_role;
:as_alice
-- through JSON
SELECT title, length(title) FROM update_task(:task1, '{"title": "\u3000caf\u00e9 \ud83d\ude00\u2003", "description": "a\tb"}');
-- invalid text
SELECT pg_temp.error($$SELECT create_task(E'\xff')$$);
SELECT pg_temp.error($$SELECT create_task(convert_from('\xc080', 'UTF8'))$$);
SELECT pg_temp.error($$SELECT create_task(chr(0))$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "\u0000"}')$$);
SELECT pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "\ud83d"}')$$);
SELECT pg_temp.error(format($$SELECT update_task('00000000-0000-7000-8000-000000000001', %L)$$, jsonb_build_object(repeat('😀', 40), 1)));
