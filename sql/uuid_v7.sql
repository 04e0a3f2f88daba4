-- uuid_v7 makes time-ordered identifiers (RFC 9562, version 7), increasing within a session.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT count(DISTINCT id) AS different, bool_and(substr(id::text, 15, 1) = '7') AS version_7, bool_and(substr(id::text, 20, 1) IN ('8', '9', 'a', 'b')) AS variant_10
FROM (SELECT uuid_v7() AS id FROM generate_series(1, 10000)) ids;
SELECT bool_and(id > before) AS increasing
FROM (SELECT id, lag(id) OVER (ORDER BY n) AS before FROM (SELECT n, uuid_v7() AS id FROM generate_series(1, 10000) n OFFSET 0) made) pairs;
-- the first 48 bits are the Unix time in milliseconds
SELECT abs(extract(epoch FROM clock_timestamp()) * 1000 - ('x' || substr(replace(uuid_v7()::text, '-', ''), 1, 12))::bit(48)::bigint) < 60000 AS now;
INSERT INTO tasks (user_id, title) VALUES (:alice, 'x') RETURNING substr(id::text, 15, 1) AS version;
