-- The users' tables, and the last part of the script.

-- quote_all_identifiers: it compares definitions with those of an earlier version.
CREATE FUNCTION todo.install() RETURNS SETOF text
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET quote_all_identifiers = off
    AS 'MODULE_PATHNAME', 'todo_install';
COMMENT ON FUNCTION todo.install() IS
    'Creates what is missing of the tables, indexes, constraints, policies, triggers, grants and comments; returns what it made, and what it dropped to make it anew.
For superusers. It may be run again at any time: it puts back what was dropped, and brings the tables of an earlier version up to this one.';

CREATE FUNCTION todo.install_better_auth() RETURNS SETOF text
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET quote_all_identifiers = off
    AS 'MODULE_PATHNAME', 'todo_install_better_auth';
COMMENT ON FUNCTION todo.install_better_auth() IS
    'Does what install() does, and makes the tables that Better Auth keeps beside users: session, account, verification, jwks; returns what it made.
For superusers. It closes tables that Better Auth''s own migrator has made to all but todo_service. install() looks after them wherever there is a table todo.jwks.';

REVOKE ALL ON FUNCTION todo.install(), todo.install_better_auth() FROM PUBLIC;

-- A restore brings the tables itself: pg_dump always sets row_security in its session. Whoever else has set it is told, and by INFO,
-- since CREATE EXTENSION keeps back notices.
DO $$
BEGIN
    -- A database in another encoding is refused by install(), in a restore as well.
    IF pg_catalog.getdatabaseencoding() = 'UTF8' AND (SELECT source FROM pg_catalog.pg_settings WHERE name = 'row_security') = 'session' THEN
        RAISE INFO 'row_security is set in this session, as in a restore: the tables are left to the dump'
            USING HINT = 'If none is being restored: SELECT todo.install().';
    ELSE
        PERFORM todo.install();
    END IF;
END
$$;
