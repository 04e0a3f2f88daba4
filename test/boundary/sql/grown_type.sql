-- A row is refused when its type has grown since the library was built, as in the middle of an
-- upgrade; it is not filled with what lies behind it in memory.
\getenv libdir PG_LIBDIR
\getenv dlsuffix PG_DLSUFFIX
\set module :libdir '/todo_boundary' :dlsuffix
CREATE TYPE grown AS (
  flag boolean, small int, big bigint, at timestamptz, id uuid, words text, name varchar);
ALTER TYPE grown ADD ATTRIBUTE added text;
CREATE FUNCTION grown_row(boolean, int, uuid, text) RETURNS grown
  AS :'module', 'todo_echo_row' LANGUAGE C;
\set VERBOSITY sqlstate
SELECT grown_row(true, 1, NULL, 'words');
