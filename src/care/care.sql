-- Care: what a back end and its operators ask about the whole database.

CREATE TYPE todo.finding AS (check_name text, ok boolean, detail text);
COMMENT ON TYPE todo.finding IS 'What a check has found; detail says what is wrong, and what mends it.';
COMMENT ON COLUMN todo.finding.check_name IS 'The check''s name.';
COMMENT ON COLUMN todo.finding.ok IS 'Whether all is as it should be.';
COMMENT ON COLUMN todo.finding.detail IS 'What is wrong and what mends it; else what was found to be right.';

CREATE FUNCTION todo.rebuild_counters(of_user uuid DEFAULT NULL) RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_rebuild_counters';
COMMENT ON FUNCTION todo.rebuild_counters(uuid) IS
    'Counts the tasks of every user, or of one, puts right what user_counters says, and returns how many users were put right.
For rows that were loaded with triggers off. Where events do not tell how the tasks came to be what they are, the log counts as trimmed
up to there: a client that keeps a copy starts again from nothing (PT410), and is told of
tasks without events once they change. Each user''s writers wait until the transaction ends.
55000: somebody is signed in. 42501: the role does not see every row.';

CREATE FUNCTION todo.doctor(sample_size integer DEFAULT 1000) RETURNS SETOF todo.finding
    LANGUAGE c STABLE PARALLEL UNSAFE ROWS 16
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_doctor';
COMMENT ON FUNCTION todo.doctor(integer) IS
    'One row a check: library, encoding and roles are right; tables, columns, constraints, indexes, policies, row security, triggers, grants and comments are as shipped; counters and events are true. Writes nothing.
sample_size: of how many users at most counters and events are checked, the latest and some at random; 0 for all.
detail names the remedy, mostly todo.install() or todo.rebuild_counters(). 55000: somebody is signed in.';

CREATE FUNCTION todo.health() RETURNS SETOF todo.finding
    LANGUAGE c STABLE PARALLEL UNSAFE ROWS 6
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_health';
COMMENT ON FUNCTION todo.health() IS
    'For a probe each second: library, tables, row security, triggers, server, age of transaction ids. Reads the catalogs alone; todo.doctor() looks closer.';

CREATE FUNCTION todo.seed_demo() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_seed_demo';
COMMENT ON FUNCTION todo.seed_demo() IS
    'Makes three demo users with tasks of every kind, the same each time; what is there already stays. 55000: somebody is signed in. 23505: one of their addresses is another account''s.';

CREATE FUNCTION todo.remove_demo() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_remove_demo';
COMMENT ON FUNCTION todo.remove_demo() IS
    'Removes the demo users and all that is theirs. 55000: somebody is signed in.';

REVOKE ALL ON FUNCTION
    todo.rebuild_counters(uuid),
    todo.doctor(integer),
    todo.health(),
    todo.seed_demo(),
    todo.remove_demo()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    todo.rebuild_counters(uuid),
    todo.doctor(integer),
    todo.health(),
    todo.seed_demo(),
    todo.remove_demo()
    TO todo_service;

