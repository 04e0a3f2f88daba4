-- How late, at worst, statement_timeout ends a loop of C++: see the Makefile.
\getenv libdir PG_LIBDIR
\getenv dlsuffix PG_DLSUFFIX
\set module :libdir '/todo_boundary' :dlsuffix
BEGIN;
CREATE SCHEMA overshoot;
SET search_path = overshoot;
CREATE FUNCTION loop_forever() RETURNS void AS :'module', 'todo_loop_forever' LANGUAGE C;
CREATE FUNCTION worst_overshoot_ms() RETURNS float8
  AS :'module', 'todo_worst_overshoot_ms' LANGUAGE C;
COMMIT;
SET statement_timeout = '100ms';
SELECT 'DO $$ BEGIN PERFORM loop_forever(); EXCEPTION WHEN query_canceled THEN END $$'
FROM generate_series(1, 20) \gexec
RESET statement_timeout;
SELECT worst_overshoot_ms() AS "worst overshoot of 20, in ms";
SET client_min_messages = warning;
DROP SCHEMA overshoot CASCADE;
