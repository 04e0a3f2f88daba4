-- Identity: the two roles, and who is signed in.

-- Roles belong to the whole cluster, so another database may have made them already, or makes them at the same time.
DO $$
BEGIN
    BEGIN
        CREATE ROLE authenticated_user NOLOGIN;
        COMMENT ON ROLE authenticated_user IS
            'todo: acts as exactly one end user, and sees and changes that user''s rows alone';
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
        CREATE ROLE todo_service NOLOGIN;
        COMMENT ON ROLE todo_service IS
            'todo: a trusted back end, which says who the end user is, writes users and runs maintenance';
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
END
$$;

CREATE FUNCTION todo.current_user_id() RETURNS uuid
    LANGUAGE c STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_current_user_id';
COMMENT ON FUNCTION todo.current_user_id() IS
    'The signed-in user, null when nobody is signed in or the token that proved it has expired.';

CREATE FUNCTION todo.nobody_signed_in() RETURNS boolean
    LANGUAGE c STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_nobody_signed_in';
COMMENT ON FUNCTION todo.nobody_signed_in() IS
    'Whether a trusted back end works for nobody in particular: what opens all rows to it.
False while a user is signed in, and still when that user''s token has expired: current_user_id() is null then.';

CREATE FUNCTION todo.set_user(user_id uuid, scope text DEFAULT 'transaction') RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_set_user';
COMMENT ON FUNCTION todo.set_user(uuid, text) IS
    'Says who the end user is, for a trusted back end.
scope ''transaction'' lasts until the transaction ends and is safe behind any pooler (25P01 outside a transaction block,
but not in a PL/pgSQL block with EXCEPTION, which looks like one); scope ''session'' lasts until logout(), DISCARD ALL, RESET ALL or the end of the connection. 22023: no user, or another scope.
What is being read, by a cursor or a FOR loop, goes on with what the new user may see: read it to its end first.';

CREATE FUNCTION todo.login(token text, scope text DEFAULT 'transaction') RETURNS uuid
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_login';
COMMENT ON FUNCTION todo.login(text, text) IS
    'Signs in the user that a token proves, and returns who that is.
token: a JSON Web Token (RFC 7519) of at most 8 KiB, signed with EdDSA, ES256, RS256, PS256 or, by a key file, HS256. Pass it as a
bound parameter. scope: as for set_user(); a session ends with its token as well. 28000: the token is refused, for one of many
reasons that the server''s log alone tells. 25P01: scope ''transaction'' outside a transaction block. 22023: no token, or another scope.';

CREATE FUNCTION todo.pre_request() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_pre_request';
COMMENT ON FUNCTION todo.pre_request() IS
    'Signs in the user of an HTTP request, for its transaction: PostgREST''s db-pre-request.
It takes the bearer token (RFC 6750) of "authorization" in setting request.headers; without that header nobody is signed in. 28000: the token is refused. 25P01: outside a transaction block.';

CREATE FUNCTION todo.logout() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_logout';
COMMENT ON FUNCTION todo.logout() IS
    'Signs out: nobody is signed in afterwards, in this transaction and in the session; a rollback brings back who was.';

CREATE FUNCTION todo.forget_proofs() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_forget_proofs';
COMMENT ON FUNCTION todo.forget_proofs() IS
    'Trigger of tables that decide what a token proves: every session checks again what it remembers.';

REVOKE ALL ON FUNCTION todo.nobody_signed_in(), todo.set_user(uuid, text), todo.login(text, text), todo.pre_request(),
    todo.forget_proofs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION todo.current_user_id(), todo.logout() TO PUBLIC;
GRANT EXECUTE ON FUNCTION todo.nobody_signed_in(), todo.set_user(uuid, text) TO todo_service;
GRANT EXECUTE ON FUNCTION todo.login(text, text), todo.pre_request() TO authenticated_user;

