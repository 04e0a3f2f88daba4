-- Identity: the two roles, and who is signed in.

-- Roles belong to the whole cluster, so another database may have made them already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'authenticated_user') THEN
        CREATE ROLE authenticated_user NOLOGIN;
        COMMENT ON ROLE authenticated_user IS
            'todo: acts as exactly one end user, and sees and changes that user''s rows alone';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'todo_service') THEN
        CREATE ROLE todo_service NOLOGIN;
        COMMENT ON ROLE todo_service IS
            'todo: a trusted back end, which says who the end user is, writes users and runs maintenance';
    END IF;
END
$$;

CREATE FUNCTION todo.current_user_id() RETURNS uuid
    LANGUAGE c STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_current_user_id';
COMMENT ON FUNCTION todo.current_user_id() IS
    'The signed-in user, null when nobody is signed in.';

CREATE FUNCTION todo.set_user(user_id uuid, scope text DEFAULT 'transaction') RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_set_user';
COMMENT ON FUNCTION todo.set_user(uuid, text) IS
    'Says who the end user is, for a trusted back end.
scope ''transaction'' lasts until the transaction ends and is safe behind any pooler (25P01 outside a transaction block);
scope ''session'' lasts until logout(), DISCARD ALL or the end of the connection. 22023: no user, or another scope.';

CREATE FUNCTION todo.logout() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_logout';
COMMENT ON FUNCTION todo.logout() IS
    'Signs out: nobody is signed in afterwards, in this transaction and in the session.';

REVOKE ALL ON FUNCTION todo.set_user(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION todo.set_user(uuid, text) TO todo_service;

