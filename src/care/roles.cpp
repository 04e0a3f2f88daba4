#include "care/roles.hpp"

#include "pg/error.hpp"
#include "pg/statement.hpp"

namespace care {
namespace {

using pg::Access;

constinit pg::Statement<> select_role_problems{
    Access::kRead,
    "SELECT CASE WHEN r.oid IS NULL THEN pg_catalog.format('role %1$s is missing:"
    " run CREATE ROLE %1$s NOLOGIN, or ALTER ROLE ... RENAME TO %1$s where it has another name,"
    " then todo.install()', n.name)"
    " WHEN r.rolcanlogin OR r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication"
    " THEN pg_catalog.format('role %1$s may do more than it is for: run"
    " ALTER ROLE %1$s NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', n.name)"
    " WHEN u.oid IS NOT NULL THEN pg_catalog.format('role %s may act as %I%s: run %s', n.name,"
    " u.rolname, CASE WHEN u.is_unbound THEN ', whom row security does not bind' END, m.remedy) END"
    " FROM (VALUES ('authenticated_user'), ('todo_service')) n(name)"
    " LEFT JOIN pg_catalog.pg_roles r ON r.rolname OPERATOR(pg_catalog.=) n.name"
    " LEFT JOIN LATERAL (SELECT b.oid, b.rolname, b.rolsuper OR b.rolbypassrls AS is_unbound"
    " FROM pg_catalog.pg_roles b WHERE (b.rolsuper OR b.rolbypassrls OR"
    " n.name OPERATOR(pg_catalog.=) 'authenticated_user'"
    " AND b.rolname OPERATOR(pg_catalog.=) 'todo_service')"
    " AND pg_catalog.pg_has_role(r.oid, b.oid, 'MEMBER')"
    " ORDER BY is_unbound DESC, b.rolname LIMIT 1) u ON true"
    // Who is no superuser has granted for oneself alone from PostgreSQL 16 on; 10 is who made the
    // cluster, and grants what superusers grant.
    " LEFT JOIN LATERAL (SELECT pg_catalog.string_agg(pg_catalog.format('REVOKE %I FROM %s%s%s',"
    " d.rolname, n.name, CASE WHEN g.oid OPERATOR(pg_catalog.<>) 10::pg_catalog.oid"
    " THEN pg_catalog.format(' GRANTED BY %I', g.rolname) END,"
    " CASE WHEN a.admin_option THEN ' CASCADE' END), '; ' ORDER BY d.rolname, g.rolname)"
    " FROM pg_catalog.pg_auth_members a"
    " JOIN pg_catalog.pg_roles d ON d.oid OPERATOR(pg_catalog.=) a.roleid"
    " AND pg_catalog.pg_has_role(d.oid, u.oid, 'MEMBER')"
    " LEFT JOIN pg_catalog.pg_roles g ON g.oid OPERATOR(pg_catalog.=) a.grantor"
    " WHERE a.member OPERATOR(pg_catalog.=) r.oid) m(remedy) ON true"};

constinit pg::Statement<> select_grant_problems{
    Access::kRead,
    "SELECT pg_catalog.format('%1$s %2$s: run %4$sREVOKE %3$s FROM %1$s%5$s',"
    " coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'), o.what,"
    " pg_catalog.format('%s ON %s', o.privilege, o.object),"
    " CASE WHEN a.grantor OPERATOR(pg_catalog.<>) o.owner THEN pg_catalog.format('SET ROLE %I; ',"
    " pg_catalog.pg_get_userbyid(a.grantor)) END,"
    " CASE WHEN a.is_grantable THEN ' CASCADE' END)"
    " FROM (SELECT c.oid::pg_catalog.regclass::pg_catalog.text, c.relowner, c.relacl, p.name,"
    " pg_catalog.format('may %s %s, %s', p.name, c.oid::pg_catalog.regclass, p.why)"
    " FROM pg_catalog.pg_class c, (VALUES ('TRUNCATE', 'past row security'),"
    " ('REFERENCES', 'past row security'), ('TRIGGER', 'past row security'),"
    " ('MAINTAIN', 'and with it lock, rewrite and analyze it for everybody')) p(name, why)"
    " WHERE c.relnamespace OPERATOR(pg_catalog.=) 'todo'::pg_catalog.regnamespace::pg_catalog.oid"
    " AND c.relkind OPERATOR(pg_catalog.=) 'r'"
    " UNION ALL SELECT 'SCHEMA todo', n.nspowner, n.nspacl, 'CREATE', 'may make functions in schema"
    " todo, which are called where their arguments fit better than those of ours'"
    " FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) 'todo'"
    " UNION ALL SELECT pg_catalog.format('FUNCTION %s', p.oid::pg_catalog.regprocedure),"
    " p.proowner, coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)), 'EXECUTE',"
    " 'may say who the end user is (a back end that is trusted is given todo_service)'"
    " FROM pg_catalog.pg_proc p WHERE p.oid OPERATOR(pg_catalog.=)"
    " pg_catalog.to_regprocedure('todo.set_user(uuid, text)')::pg_catalog.oid)"
    " o(object, owner, acl, privilege, what)"
    " JOIN LATERAL pg_catalog.aclexplode(o.acl) a"
    " ON a.privilege_type OPERATOR(pg_catalog.=) o.privilege"
    " AND a.grantee OPERATOR(pg_catalog.<>) o.owner"
    " LEFT JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) a.grantee"
    " WHERE r.rolsuper IS NOT TRUE AND (r.rolname OPERATOR(pg_catalog.=) 'todo_service'"
    " AND o.privilege OPERATOR(pg_catalog.=) 'EXECUTE') IS NOT TRUE"
    // Who is no client may well have this one.
    " AND (o.privilege OPERATOR(pg_catalog.<>) 'MAINTAIN' OR r.oid IS NULL"
    " OR EXISTS (SELECT FROM pg_catalog.pg_roles c WHERE NOT c.rolsuper"
    " AND pg_catalog.pg_has_role(c.oid, 'authenticated_user', 'MEMBER')"
    " AND pg_catalog.pg_has_role(c.oid, r.oid, 'MEMBER')))"
    " UNION ALL SELECT pg_catalog.format('authenticated_user may read all of %1$s, and by"
    " EXPLAIN find out what is not its own: run REVOKE SELECT ON %1$s FROM authenticated_user,"
    " PUBLIC, or take away the role that brings it, then todo.install()',"
    " c.oid::pg_catalog.regclass)"
    " FROM pg_catalog.pg_class c"
    " WHERE c.relnamespace OPERATOR(pg_catalog.=) 'todo'::pg_catalog.regnamespace::pg_catalog.oid"
    " AND c.relname OPERATOR(pg_catalog.=) ANY"
    " ('{users,identities,session,account,verification,jwks}')"
    " AND pg_catalog.has_table_privilege('authenticated_user', c.oid, 'SELECT')"
    " UNION ALL SELECT pg_catalog.format(CASE WHEN l.lanname OPERATOR(pg_catalog.=) 'c'"
    " THEN '%1$s belongs to \"%2$s\","
    " who is no superuser: run ALTER FUNCTION %1$s OWNER TO a superuser' ELSE '%1$s of \"%2$s\" is"
    " called where its arguments fit better than those of ours: run DROP ROUTINE %1$s' END,"
    " p.oid::pg_catalog.regprocedure, pg_catalog.pg_get_userbyid(p.proowner))"
    " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_roles r"
    " ON r.oid OPERATOR(pg_catalog.=) p.proowner AND NOT r.rolsuper"
    " JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang"
    " AND (l.lanname OPERATOR(pg_catalog.=) 'c' OR EXISTS (SELECT FROM pg_catalog.pg_proc o"
    " JOIN pg_catalog.pg_language c ON c.oid OPERATOR(pg_catalog.=) o.prolang"
    " AND c.lanname OPERATOR(pg_catalog.=) 'c'"
    " WHERE o.pronamespace OPERATOR(pg_catalog.=) p.pronamespace"
    " AND o.proname OPERATOR(pg_catalog.=) p.proname))"
    " WHERE p.pronamespace OPERATOR(pg_catalog.=) 'todo'::pg_catalog.regnamespace::pg_catalog.oid"
    " UNION ALL SELECT pg_catalog.format('a role that was dropped is left in the grants that the"
    " extension was made with, and a dump of them does not restore: of each of these functions run"
    " ALTER EXTENSION todo DROP FUNCTION, then ADD FUNCTION, which takes its grants as they are"
    " then for the shipped ones: before it take back what you have granted, after it grant that"
    " again: %s',"
    " pg_catalog.string_agg(p.oid::pg_catalog.regprocedure::pg_catalog.text, ', '"
    " ORDER BY p.oid::pg_catalog.regprocedure::pg_catalog.text))"
    " FROM pg_catalog.pg_init_privs i"
    " JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) i.objoid"
    " WHERE i.classoid OPERATOR(pg_catalog.=) "
    "'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid"
    " AND p.pronamespace OPERATOR(pg_catalog.=) 'todo'::pg_catalog.regnamespace::pg_catalog.oid"
    " AND EXISTS (SELECT FROM pg_catalog.aclexplode(i.initprivs) a"
    " WHERE a.grantee OPERATOR(pg_catalog.<>) 0::pg_catalog.oid AND NOT EXISTS"
    " (SELECT FROM pg_catalog.pg_roles r WHERE r.oid OPERATOR(pg_catalog.=) a.grantee))"
    " HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 0"};

}  // namespace

bool has_roles() {
  return OidIsValid(get_role_oid("authenticated_user", true)) &&
         OidIsValid(get_role_oid("todo_service", true));
}

Finding CheckRoles() {
  Finding roles = pg::Call([] { return Finding::begin("roles"); });
  ProblemReceiver problems(&roles);
  select_role_problems.Run(problems.receiver());
  return roles;
}

void CheckGrants(Finding* grants) {
  ProblemReceiver problems(grants);
  select_grant_problems.Run(problems.receiver());
}

}  // namespace care
