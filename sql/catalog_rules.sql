-- Rules for every object, Better Auth's tables too: each query names those that break one, so it finds none.
\set ECHO none
\i test/fixture.psql
CREATE TEMP TABLE made AS SELECT install_better_auth();
CREATE TEMP VIEW relations AS SELECT oid, oid::regclass::text AS name, relkind, relrowsecurity, relforcerowsecurity, reloptions, relacl, relowner
    FROM pg_class WHERE relnamespace = 'todo'::regnamespace;
\set ECHO all
SELECT string_agg(name, ', ' ORDER BY name) AS tables FROM relations WHERE relkind = 'r';
-- PUBLIC: who is signed in, signing out, and what a check of a table asks of its writer; nothing else whatever
SELECT string_agg(proname, ', ' ORDER BY proname) AS for_all FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
WHERE pronamespace = 'todo'::regnamespace AND grantee = 0;
SELECT name, privilege_type FROM relations, aclexplode(relacl) WHERE grantee = 0;
SELECT attrelid::regclass, attname FROM pg_attribute JOIN relations r ON attrelid = r.oid, aclexplode(attacl) WHERE grantee = 0;
SELECT privilege_type FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'todo' AND grantee = 0;
-- functions: in C, a superuser's, by their caller's rights, each its own symbol; a search_path of their own ends in pg_temp; IMMUTABLE is what asks nobody who is signed in
SELECT proname FROM pg_proc JOIN pg_language l ON l.oid = prolang WHERE pronamespace = 'todo'::regnamespace
AND (lanname <> 'c' OR prosecdef OR (provolatile = 'i' AND proname NOT IN ('task_cursor', 'is_title')) OR prosrc <> 'todo_' || proname OR proconfig NOT IN ('{"search_path=pg_catalog, pg_temp"}', '{"search_path=pg_catalog, pg_temp",quote_all_identifiers=off}') OR NOT (SELECT rolsuper FROM pg_roles r WHERE r.oid = proowner));
-- relations: tables with forced row security, a view by its caller's rights, and what belongs to them
SELECT name, relkind FROM relations WHERE relkind NOT IN ('r', 'i', 'c')
AND NOT (relkind = 'v' AND 'security_invoker=true' = ANY (reloptions));
SELECT name FROM relations WHERE relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity);
-- what users write is not in the planner's statistics, which EXPLAIN tells of; kinds of event are known to all
SELECT name, attname FROM relations JOIN pg_attribute ON attrelid = oid WHERE relkind = 'r' AND coalesce(attstattarget, -1) <> 0
AND atttypid IN ('text'::regtype, 'varchar'::regtype, 'bytea'::regtype) AND has_column_privilege('authenticated_user', attrelid, attnum, 'SELECT');
-- policies: every table has one; to PUBLIC for who is signed in, to the service for when nobody is, for both sides of a write
SELECT name FROM relations r WHERE relkind = 'r' AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = r.oid);
SELECT tablename, policyname, roles, qual, with_check FROM pg_policies WHERE schemaname = 'todo' AND (permissive <> 'PERMISSIVE'
    OR CASE roles WHEN '{public}' THEN coalesce(qual, with_check) NOT IN ('(user_id = current_user_id())', '(id = current_user_id())')
       WHEN '{todo_service}' THEN coalesce(qual, with_check) <> 'nobody_signed_in()' ELSE true END
    OR CASE WHEN cmd IN ('ALL', 'UPDATE') THEN qual IS DISTINCT FROM with_check ELSE qual IS NOT NULL AND with_check IS NOT NULL END);
-- what has a user goes with that user, by an index that leads with the user
SELECT name FROM relations r JOIN pg_attribute ON attrelid = r.oid AND attname = 'user_id' WHERE relkind = 'r' AND NOT (
    EXISTS (SELECT FROM pg_constraint WHERE conrelid = r.oid AND contype = 'f' AND conkey = ARRAY[attnum] AND confdeltype = 'c' AND confupdtype = 'c')
    AND EXISTS (SELECT FROM pg_index WHERE indrelid = r.oid AND indkey[0] = attnum AND indpred IS NULL AND indisvalid));
-- every object has a comment, in ASCII for clients of any encoding; the first line of a function's is the summary that gateways show
SELECT kind, name FROM (
    SELECT 'schema' AS kind, 'todo' AS name, obj_description('todo'::regnamespace, 'pg_namespace') AS comment
    UNION ALL SELECT 'extension', extname, obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'todo'
    UNION ALL SELECT 'relation', name, obj_description(oid, 'pg_class') FROM relations r
        WHERE relkind IN ('r', 'v', 'i') AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = r.oid)
    UNION ALL SELECT 'column', name || '.' || attname, col_description(attrelid, attnum) FROM relations r
        JOIN pg_attribute ON attrelid = r.oid WHERE relkind IN ('r', 'v', 'c') AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'constraint', conname, obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE connamespace = 'todo'::regnamespace
        AND contype NOT IN ('n', 't') -- since 18 NOT NULL is one, which the column's comment covers
    UNION ALL SELECT 'policy', polname, obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN relations r ON polrelid = r.oid
    UNION ALL SELECT 'trigger', tgname, obj_description(t.oid, 'pg_trigger') FROM pg_trigger t JOIN relations r ON tgrelid = r.oid WHERE NOT tgisinternal
    UNION ALL SELECT 'function', proname, obj_description(oid, 'pg_proc') FROM pg_proc WHERE pronamespace = 'todo'::regnamespace
    UNION ALL SELECT 'type', typname, obj_description(t.oid, 'pg_type') FROM pg_type t JOIN relations r ON typrelid = r.oid AND relkind = 'c'
    UNION ALL SELECT 'setting', name, short_desc FROM pg_settings WHERE name LIKE 'todo.%'
    UNION ALL SELECT 'role', rolname, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname IN ('authenticated_user', 'todo_service')
) objects WHERE coalesce(comment, '') !~ '^[ -~]' OR comment ~ '[^[:ascii:]]' ORDER BY kind, name;
DROP TABLE session, account, verification, jwks;
