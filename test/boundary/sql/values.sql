-- Values of every type pass into a statement and out of it by each receiver, nulls too, and
-- through pg::Call.
\getenv libdir PG_LIBDIR
\getenv dlsuffix PG_DLSUFFIX
\set module :libdir '/todo_boundary' :dlsuffix
CREATE TYPE echo AS (
  flag boolean, small int, big bigint, at timestamptz, id uuid, words text, name varchar);
CREATE FUNCTION echo_rows(boolean, int, uuid, text) RETURNS SETOF echo
  AS :'module', 'todo_echo_rows' LANGUAGE C;
CREATE FUNCTION echo_row(boolean, int, uuid, text) RETURNS echo
  AS :'module', 'todo_echo_row' LANGUAGE C;
CREATE FUNCTION echo_json(boolean, int, uuid, text) RETURNS text
  AS :'module', 'todo_echo_json' LANGUAGE C;
CREATE FUNCTION echo_nothing(boolean, int, uuid, text) RETURNS bigint
  AS :'module', 'todo_echo_nothing' LANGUAGE C;
CREATE FUNCTION triple(int) RETURNS bigint AS :'module', 'todo_triple' LANGUAGE C;
CREATE FUNCTION triple_by_calls(int) RETURNS bigint AS :'module', 'todo_triple_by_calls' LANGUAGE C;
SET TimeZone = 'UTC';
\set given 'true, -7, ''0190163d-8694-739b-aea5-966c26f8ad90'', ''Grüße, 世界 🎉'''
\set nothing 'NULL, NULL, NULL, NULL'

\a
SELECT * FROM echo_rows(:given);
SELECT * FROM echo_rows(:nothing);
SELECT echo_row(:given) = (SELECT r FROM echo_rows(:given) AS r LIMIT 1) AS same_row,
       pg_typeof(echo_row(:given)), (echo_row(:nothing)).name;
SELECT echo_json(:given);
SELECT echo_json(:nothing);
SELECT echo_nothing(:given) AS rows, triple(14), triple_by_calls(14);
