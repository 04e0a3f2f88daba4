-- The users' tables, and the last part of the script.

CREATE FUNCTION todo.install() RETURNS SETOF text
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_install';
COMMENT ON FUNCTION todo.install() IS
    'Creates what is missing of the tables, indexes, constraints, policies, triggers, grants and comments; returns what it made.
For superusers. It may be run again at any time: it puts back what was dropped, and brings the tables of an earlier version up to this one.';

REVOKE ALL ON FUNCTION todo.install() FROM PUBLIC;

-- A restore brings the tables itself. pg_dump always sets row_security in its session, and nobody
-- else does before CREATE EXTENSION.
SELECT todo.install()
WHERE (SELECT source FROM pg_catalog.pg_settings WHERE name = 'row_security') <> 'session';
