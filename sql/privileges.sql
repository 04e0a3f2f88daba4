-- Who may call which function and touch which table: this and nothing more.
\set ECHO none
\i test/fixture.psql
\set ECHO all
SELECT p.oid::regprocedure::text AS function,
       coalesce((SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, ', ' ORDER BY grantee::regrole::text)
                 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) WHERE grantee <> p.proowner), 'nobody') AS executable_by
FROM pg_proc p WHERE pronamespace = 'todo'::regnamespace ORDER BY p.oid::regprocedure::text COLLATE "C";
SELECT c.relname, c.relkind, grantee::regrole, string_agg(privilege_type, ', ' ORDER BY privilege_type) AS privileges
FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner)))
WHERE relnamespace = 'todo'::regnamespace AND relkind IN ('r', 'v', 'S', 'm', 'p') AND grantee <> relowner
GROUP BY 1, 2, 3 ORDER BY 1, 3;
SELECT attrelid::regclass, grantee::regrole, privilege_type, string_agg(attname, ', ' ORDER BY attnum) AS columns
FROM pg_attribute, aclexplode(attacl) WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'todo'::regnamespace)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT grantee::regrole, privilege_type FROM pg_namespace n, aclexplode(nspacl) WHERE nspname = 'todo' AND grantee <> nspowner ORDER BY 1;
SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit
FROM pg_roles WHERE rolname IN ('authenticated_user', 'todo_service') ORDER BY 1;
SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r' ORDER BY 1;
SELECT tablename, policyname, roles, cmd, permissive FROM pg_policies WHERE schemaname = 'todo' ORDER BY 1, 2;
-- a role that nobody thought of, even with grants of its own, sees nothing
GRANT USAGE ON SCHEMA todo TO regress_stranger;
GRANT SELECT ON todo.tasks, todo.users TO regress_stranger;
INSERT INTO todo.tasks (user_id, title) VALUES (:alice, 'hers');
SET ROLE regress_stranger;
SELECT count(*) FROM todo.tasks;
SELECT count(*) FROM todo.users;
SELECT todo.current_user_id();
SELECT todo.list_tasks();
RESET ROLE;
REVOKE ALL ON SCHEMA todo FROM regress_stranger;
REVOKE ALL ON todo.tasks, todo.users FROM regress_stranger;
-- the table's owner is bound too, when it is no superuser
ALTER TABLE todo.tasks OWNER TO regress_stranger;
GRANT USAGE ON SCHEMA todo TO regress_stranger;
SET ROLE regress_stranger;
SELECT count(*) FROM todo.tasks;
RESET ROLE;
ALTER TABLE todo.tasks OWNER TO CURRENT_USER;
REVOKE ALL ON SCHEMA todo FROM regress_stranger;
