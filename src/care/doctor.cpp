// doctor: whether the tables are as todo.install() makes them, and the books of users true.
#include <optional>

#include "care/books.hpp"
#include "care/catalog_row.hpp"
#include "care/checks.hpp"
#include "care/each_user.hpp"
#include "care/every_row.hpp"
#include "care/shipped.hpp"
#include "care/statistics.hpp"
#include "core/error.hpp"
#include "identity/identity.hpp"
#include "install/install.hpp"
#include "install/inventory.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"

extern "C" {
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "storage/lmgr.h"
}

namespace care {
namespace {

using pg::Access;
using todo::Uuid;

constinit pg::Statement<> select_role_problems{
    Access::kRead,
    "SELECT CASE WHEN r.oid IS NULL THEN pg_catalog.format('role %1$s is missing:"
    " run CREATE ROLE %1$s NOLOGIN, or ALTER ROLE ... RENAME TO %1$s where it has another name,"
    " then todo.install()', n.name)"
    " WHEN r.rolcanlogin OR r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication"
    " THEN pg_catalog.format('role %1$s may do more than it is for: run"
    " ALTER ROLE %1$s NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', n.name)"
    " WHEN u.name IS NOT NULL THEN pg_catalog.format('role %1$s may act as %2$I, whom row security"
    " does not bind: run REVOKE %2$I FROM %1$s, or from the role through which it comes', n.name,"
    " u.name)"
    " WHEN n.name OPERATOR(pg_catalog.=) 'authenticated_user' AND s.oid IS NOT NULL"
    " AND pg_catalog.pg_has_role(r.oid, s.oid, 'MEMBER') THEN"
    " 'role authenticated_user is a member of todo_service: run"
    " REVOKE todo_service FROM authenticated_user' END"
    " FROM (VALUES ('authenticated_user'), ('todo_service')) n(name)"
    " LEFT JOIN pg_catalog.pg_roles r ON r.rolname OPERATOR(pg_catalog.=) n.name"
    " LEFT JOIN pg_catalog.pg_roles s ON s.rolname OPERATOR(pg_catalog.=) 'todo_service'"
    " LEFT JOIN LATERAL (SELECT pg_catalog.min(b.rolname::pg_catalog.text) FROM "
    "pg_catalog.pg_roles b"
    " WHERE (b.rolsuper OR b.rolbypassrls) AND pg_catalog.pg_has_role(r.oid, b.oid, 'MEMBER'))"
    " u(name) ON true"};

// Who may go past row security, say who the end user is, or have functions called in place of ours.
// The roles are there.
constinit pg::Statement<> select_grant_problems{
    Access::kRead,
    "SELECT pg_catalog.format('%1$s %2$s: run %4$sREVOKE %3$s FROM %1$s%5$s',"
    " coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'), o.what,"
    " pg_catalog.format('%s ON %s', o.privilege, o.object),"
    " CASE WHEN a.grantor OPERATOR(pg_catalog.<>) o.owner THEN pg_catalog.format('SET ROLE %I; ',"
    " pg_catalog.pg_get_userbyid(a.grantor)) END,"
    " CASE WHEN a.is_grantable THEN ' CASCADE' END)"
    " FROM (SELECT c.oid::pg_catalog.regclass::pg_catalog.text, c.relowner, c.relacl, p.name,"
    " pg_catalog.format('may %s %s, past row security', p.name, c.oid::pg_catalog.regclass)"
    " FROM pg_catalog.pg_class c, (VALUES ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) p(name)"
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

constinit pg::Statement<> count_users{Access::kRead, "SELECT pg_catalog.count(*) FROM todo.users"};
// Accounts, and after them those whose tasks alone are there.
constinit pg::Statement<std::optional<std::int64_t>> select_users{
    Access::kRead,
    "SELECT id FROM (SELECT id, false AS has_none FROM todo.users"
    " UNION SELECT user_id, true FROM todo.tasks t WHERE NOT EXISTS (SELECT FROM todo.users u"
    " WHERE u.id OPERATOR(pg_catalog.=) t.user_id)) owners ORDER BY has_none, id LIMIT $1"};
// Half of them those who have made tasks last, as ids of version 7 have it, the others at random.
constinit pg::Statement<std::int64_t> select_sample{
    Access::kRead,
    "(SELECT user_id FROM (SELECT user_id FROM todo.tasks ORDER BY id DESC"
    " LIMIT ($1 OPERATOR(pg_catalog.+) 1) OPERATOR(pg_catalog./) 2) latest)"
    " UNION (SELECT id FROM todo.users ORDER BY pg_catalog.random()"
    " LIMIT $1 OPERATOR(pg_catalog./) 2) ORDER BY 1"};

constinit pg::Statement<Uuid> select_account{
    Access::kRead, "SELECT FROM todo.users WHERE id OPERATOR(pg_catalog.=) $1"};

Finding CheckRoles() {
  Finding roles = pg::Call([] { return Finding::begin("roles"); });
  ProblemReceiver problems(&roles);
  select_role_problems.Run(problems.receiver());
  return roles;
}

Finding check_encoding() {
  Finding encoding = Finding::begin("encoding");
  encoding.set_detail(GetDatabaseEncodingName());
  if (GetDatabaseEncoding() != PG_UTF8)
    encoding.add_problem(
        psprintf("the database's encoding is %s, and texts are counted in UTF-8:"
                 " restore a dump of it into a database in UTF8",
                 GetDatabaseEncodingName()));
  return encoding;
}

void report_column(Finding* columns, const CreateStmt* create, const ColumnDef* column,
                   const char* how) {
  columns->add_problem(
      psprintf("column %s of todo.%s %s: ALTER TABLE it to what it is in"
               " a new database",
               column->colname, create->relation->relname, how));
}

void check_columns(Finding* columns, Oid relation, const CreateStmt* create) {
  ListCell* cell;
  foreach (cell, create->tableElts) {
    const auto* const column = lfirst_node(ColumnDef, cell);
    const char* const how = column_deviation(relation, column);
    if (how != nullptr) report_column(columns, create, column, how);
  }
}

// The triggers that are not ours and not the user's: PostgreSQL's own for foreign keys.
void check_foreign_keys_fire(Finding* triggers, Relation table) {
  const TriggerDesc* const description = table->trigdesc;
  const int count = description == nullptr ? 0 : description->numtriggers;
  for (int i = 0; i < count; ++i) {
    const Trigger& trigger = description->triggers[i];
    if (!trigger.tgisinternal || trigger.tgenabled == TRIGGER_FIRES_ON_ORIGIN ||
        trigger.tgenabled == TRIGGER_FIRES_ALWAYS)
      continue;
    triggers->add_problem(
        psprintf("foreign keys of todo.%1$s are not looked after: run"
                 " ALTER TABLE todo.%1$s ENABLE TRIGGER ALL, then todo.install()",
                 RelationGetRelationName(table)));
    return;
  }
}

void check_owner(Finding* grants, const char* kind, const char* name, Oid owner) {
  if (!superuser_arg(owner))
    grants->add_problem(
        psprintf("%1$s belongs to \"%2$s\", who is no superuser: run"
                 " ALTER %3$s %1$s OWNER TO a superuser",
                 name, GetUserNameFromId(owner, false), kind));
}

// Of the schema, the tables and the view: as install() wants it.
void check_owners(Finding* grants, List* parts) {
  const CatalogRow schema =
      CatalogRow::find(NamespaceRelationId, NamespaceOidIndexId, Anum_pg_namespace_oid,
                       get_namespace_oid("todo", false));
  check_owner(grants, "SCHEMA", "todo", schema.form<FormData_pg_namespace>()->nspowner);
  ListCell* cell;
  foreach (cell, parts) {
    Node* const statement = static_cast<const install::Part*>(lfirst(cell))->statement;
    const RangeVar* const name = install::created_relation(statement);
    if (name == nullptr) continue;
    const CatalogRow relation = CatalogRow::find(RelationRelationId, ClassOidIndexId,
                                                 Anum_pg_class_oid, install::find_relation(name));
    if (!relation.found()) continue;
    check_owner(grants, IsA(statement, ViewStmt) ? "VIEW" : "TABLE",
                psprintf("todo.%s", name->relname), relation.form<FormData_pg_class>()->relowner);
  }
}

// What is no hindrance to comparing the rest.
void check_table(Finding* findings, const CreateStmt* create) {
  const Oid relation = install::find_relation(create->relation);
  ListCell* cell;
  foreach (cell, create->tableElts) {
    const auto* const column = lfirst_node(ColumnDef, cell);
    if (has_other_default(relation, column))
      report_column(&findings[kColumns], create, column, "has another default");
    // An e-mail address may well be one without case; of users it tells nobody apart.
    if (takes_others_for_equal(relation, column) && strcmp(create->relation->relname, "users") != 0)
      report_column(&findings[kColumns], create, column,
                    "takes different texts for equal, by its collation");
  }
  Relation table = relation_open(relation, AccessShareLock);
  check_statistics(&findings[kColumns], table);
  relation_close(table, AccessShareLock);
  if (get_rel_persistence(relation) != RELPERSISTENCE_PERMANENT)
    findings[kTables].add_problem(
        psprintf("todo.%1$s is not logged, and empty after a crash: run"
                 " ALTER TABLE todo.%1$s SET LOGGED",
                 create->relation->relname));
}

// Tables and their columns, first: nothing else can be compared without them.
void check_tables(Finding* findings, List* parts) {
  ListCell* cell;
  foreach (cell, parts) {
    const auto* const part = static_cast<const install::Part*>(lfirst(cell));
    if (!IsA(part->statement, CreateStmt)) continue;
    const auto* const create = castNode(CreateStmt, part->statement);
    const Oid relation = install::find_relation(create->relation);
    if (!OidIsValid(relation)) {
      findings[kTables].add_missing(part->title);
      continue;
    }
    if (get_rel_relkind(relation) != install::created_kind(part->statement)) {
      findings[kTables].add_problem(
          psprintf("todo.%s is no ordinary table: rename it, or drop it, and run todo.install()",
                   create->relation->relname));
      continue;
    }
    check_columns(&findings[kColumns], relation, create);
    Relation table = relation_open(relation, AccessShareLock);
    check_foreign_keys_fire(&findings[kTriggers], table);
    relation_close(table, AccessShareLock);
  }
}

// A trigger that is not there is missed by the statement that makes it.
bool is_for_missing_trigger(Node* statement, Oid relation) {
  if (!IsA(statement, AlterTableStmt)) return false;
  const auto* const command =
      linitial_node(AlterTableCmd, castNode(AlterTableStmt, statement)->cmds);
  return (command->subtype == AT_EnableTrig || command->subtype == AT_EnableAlwaysTrig) &&
         !OidIsValid(get_trigger_oid(relation, command->name, true));
}

void check_part(Finding* finding, const install::Part* part, bool comparable) {
  const RangeVar* const name = relation_of(part->statement);
  if (name != nullptr) {
    const Oid relation = install::find_relation(name);
    // A missing table's parts are made with it.
    if (!OidIsValid(relation) && !IsA(part->statement, ViewStmt)) return;
    if (OidIsValid(relation) && is_for_missing_trigger(part->statement, relation)) return;
  } else if (!comparable || install::is_for_missing_object(part->statement)) {
    return;
  }
  // First: what is unusable counts as not there, but its name is taken.
  const char* const how = comparable ? deviation(part->statement) : nullptr;
  if (how != nullptr)
    finding->add_altered(part->title, how);
  else if (!install::is_there(part->statement))
    finding->add_missing(part->title);
}

bool has_roles() {
  return OidIsValid(get_role_oid("authenticated_user", true)) &&
         OidIsValid(get_role_oid("todo_service", true));
}

void unlock(List* relations) {
  ListCell* cell;
  foreach (cell, relations) UnlockRelationOid(lfirst_oid(cell), AccessShareLock);
}

// Locks those that are there; with some that others have, it holds none and returns the first.
const RangeVar* try_lock_relations(List* parts) {
  List* held = NIL;
  ListCell* cell;
  foreach (cell, parts) {
    const RangeVar* const name =
        install::created_relation(static_cast<const install::Part*>(lfirst(cell))->statement);
    if (name == nullptr) continue;
    const Oid oid = RangeVarGetRelidExtended(name, AccessShareLock,
                                             RVR_MISSING_OK | RVR_SKIP_LOCKED, nullptr, nullptr);
    if (OidIsValid(oid)) {
      held = lappend_oid(held, oid);
    } else if (OidIsValid(install::find_relation(name))) {
      unlock(held);
      return name;
    }
  }
  return nullptr;
}

// Until the transaction ends: what is compared piece by piece must be one and the same. Whoever
// alters one of them is waited for while none is held, since a migration may go on to the next.
void lock_relations(List* parts) {
  while (const RangeVar* const busy = try_lock_relations(parts)) {
    CHECK_FOR_INTERRUPTS();
    const Oid oid = RangeVarGetRelid(busy, AccessShareLock, true);
    if (OidIsValid(oid)) UnlockRelationOid(oid, AccessShareLock);
  }
}

// True when tables and columns are there, and whatever is on them could be compared.
bool check_parts(Finding* findings) {
  List* const parts = install::read_parts();
  lock_relations(parts);
  check_owners(&findings[kGrants], parts);
  check_tables(findings, parts);
  const bool comparable = has_roles() && findings[kTables].ok() && findings[kColumns].ok();
  ListCell* cell;
  foreach (cell, parts) {
    const auto* const part = static_cast<const install::Part*>(lfirst(cell));
    if (!IsA(part->statement, CreateStmt))
      check_part(&findings[check_of(part->statement)], part, comparable);
    else if (comparable)
      check_table(findings, castNode(CreateStmt, part->statement));
  }
  if (comparable) return true;
  for (const Check check :
       {kConstraints, kIndexes, kPolicies, kRowSecurity, kTriggers, kGrants, kComments})
    findings[check].add_problem("not compared: tables, columns and roles come first");
  return false;
}

// What is found about users, and how many were looked at.
struct UserFindings {
  Finding counters;
  Finding events;
};

void CheckUser(UserFindings* findings, const Uuid& user) {
  char id[todo::kUuidTextLength + 1];
  *todo::WriteUuid(id, user) = '\0';
  const char* const name = id;
  const std::optional<journal::ReadableCounters> found = journal::ReadCounters(user);
  const bool has_account = select_account.Run(nullptr, user) > 0;
  if (!found || !has_account) {
    const char* const problem =
        has_account
            ? "user %s has no counters: run todo.rebuild_counters()"
            : "tasks of user %s have no account: make it, and delete it again where they are to go";
    pg::Call([&] { findings->counters.add_problem(psprintf(problem, name)); });
    return;
  }
  const todo::TaskCounters tasks = CountTasksOf(user);
  const journal::ReadableCounters counters = *found;
  const EventNumbers numbers = ReadEventNumbers(user, counters.trimmed_seq, counters.seq);
  const std::int64_t untrue = CountUntrueTasks(user, counters.trimmed_seq);
  pg::Call([&] {
    const auto number = [](std::int64_t value) { return static_cast<long long>(value); };
    if (counters.tasks != tasks)
      findings->counters.add_problem(psprintf(
          "user %s has %lld open, %lld done, %lld in the trash, and is counted as %lld, %lld, %lld:"
          " run todo.rebuild_counters()",
          name, number(tasks.open), number(tasks.done), number(tasks.trash),
          number(counters.tasks.open), number(counters.tasks.done), number(counters.tasks.trash)));
    if (numbers.last > counters.seq)
      findings->counters.add_problem(
          psprintf("user %s has an event %lld, and the last one is counted as %lld:"
                   " run todo.rebuild_counters()",
                   name, number(numbers.last), number(counters.seq)));
    if (numbers.first_missing > 0)
      findings->events.add_problem(
          psprintf("event %lld of user %s is missing: todo.rebuild_counters() takes the log as"
                   " trimmed up to there",
                   number(numbers.first_missing), name));
    if (untrue > 0)
      findings->events.add_problem(
          psprintf("%lld tasks of user %s are not what their events say:"
                   " todo.rebuild_counters() takes the log as trimmed",
                   number(untrue), name));
  });
}

UserFindings CheckUsers(std::int32_t sample_size) {
  UserFindings findings = pg::Call([] {
    return UserFindings{Finding::begin("counters"), Finding::begin("events")};
  });
  pg::BigintReceiver all;
  count_users.Run(all.receiver());
  const bool is_sample = sample_size > 0 && sample_size < all[0];
  pg::ListReceiver<Uuid> users;
  if (is_sample)
    select_sample.Run(users.receiver(), sample_size);
  else
    select_users.Run(users.receiver(),
                     sample_size > 0 ? std::optional<std::int64_t>(sample_size) : std::nullopt);
  ForEachUser(users.begin(), users.end(), [&](const Uuid& user) { CheckUser(&findings, user); });
  pg::Call([&] {
    const auto looked_at = static_cast<long long>(users.size());
    const bool is_cut = !is_sample && looked_at == sample_size;
    const char* const detail =
        is_cut ? psprintf("looked at %lld users", looked_at)
               : psprintf("looked at %lld of %lld users", looked_at,
                          is_sample ? static_cast<long long>(all[0]) : looked_at);
    findings.counters.set_detail(detail);
    findings.events.set_detail(detail);
  });
  return findings;
}

// Counting what row security hides would call everything wrong.
UserFindings users_not_looked_at() {
  constexpr char kWhy[] =
      "not looked at: rows may be hidden. Tables, columns, roles, policies and grants come first,"
      " and no restrictive policy may bind todo_service";
  UserFindings findings{Finding::begin("counters"), Finding::begin("events")};
  findings.counters.add_problem(kWhy);
  findings.events.add_problem(kWhy);
  return findings;
}

Datum Doctor(FunctionCallInfo fcinfo) {
  identity::RequireNobody();
  const std::int32_t sample_size = pg::Args(fcinfo).Integer(0).value_or(1000);
  if (sample_size < 0) todo::errors::ThrowBadArgument("sample_size must not be negative");
  const auto* const result = reinterpret_cast<const ReturnSetInfo*>(fcinfo->resultinfo);
  pg::Call([fcinfo] { InitMaterializedSRF(fcinfo, 0); });

  Finding library = CheckLibrary();
  CheckMembers(&library);
  const Finding roles = CheckRoles();
  Finding findings[kCheckCount] = {};
  Finding* const first = findings;
  const bool comparable = pg::Call([&] {
    for (int check = 0; check < kCheckCount; ++check)
      first[check] = Finding::begin(kCheckNames[check]);
    return check_parts(first);
  });
  const bool roles_there = pg::Call([] { return has_roles(); });
  if (roles_there) {
    ProblemReceiver problems(&findings[kGrants]);
    select_grant_problems.Run(problems.receiver());
  }
  const bool countable = comparable && pg::Call([] { return sees_every_row(); });
  const UserFindings users =
      countable ? CheckUsers(sample_size) : pg::Call([] { return users_not_looked_at(); });
  pg::Call([&] {
    library.report(result);
    check_encoding().report(result);
    roles.report(result);
    for (int check = 0; check < kCheckCount; ++check) first[check].report(result);
    users.counters.report(result);
    users.events.report(result);
  });
  return Datum{0};
}

}  // namespace
}  // namespace care

TODO_FUNCTION(todo_doctor, care::Doctor);
