// todo.install(): lays down what is missing of the users' tables, and of the grants on functions;
// todo.install_better_auth() of Better Auth's tables as well.
//
// The tables belong to the user: as members of the extension they would be dropped with it, and a
// dump would lose the columns, indexes and policies that an administrator adds.
#include "install/install.hpp"

#include <cstdint>

#include "install/inventory.hpp"
#include "pg/entry.hpp"
#include "pg/table_reader.hpp"

extern "C" {
#include "catalog/heap.h"
#include "catalog/pg_namespace.h"
#include "commands/extension.h"
#include "parser/parser.h"
#include "utils/syscache.h"
}

namespace install {
namespace {

constexpr char kSchema[] = "todo";
constexpr char kTables[] =
#include "install/tables.inc"
    ;
constexpr char kGrants[] =
#include "install/grants.inc"
    ;
constexpr char kBetterAuthTables[] =
#include "install/better_auth.inc"
    ;

void refuse_owner(const char* kind, const char* name, Oid owner) {
  ereport(ERROR,
          (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
           errmsg("%s \"%s\" belongs to \"%s\"", kind, name, GetUserNameFromId(owner, false)),
           errhint("Whoever owns it could change what todo relies on. Rename it, or give it "
                   "to a superuser.")));
}

void check_schema_owner() {
  HeapTuple tuple = SearchSysCache1(NAMESPACENAME, CStringGetDatum(kSchema));
  if (!HeapTupleIsValid(tuple))
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_SCHEMA), errmsg("schema \"%s\" does not exist", kSchema)));
  const Oid owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
  ReleaseSysCache(tuple);
  if (!superuser_arg(owner)) refuse_owner("schema", kSchema, owner);
}

// Of that name there is what the statement makes, and it is ours; or nothing.
void check_relation(Node* statement) {
  const RangeVar* const name = created_relation(statement);
  const Oid relation = name == nullptr ? InvalidOid : find_relation(name);
  if (!OidIsValid(relation)) return;
  HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  if (!HeapTupleIsValid(tuple)) return;
  const FormData_pg_class form = *reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
  ReleaseSysCache(tuple);
  if (!superuser_arg(form.relowner)) refuse_owner("relation", name->relname, form.relowner);
  if (form.relkind != created_kind(statement))
    ereport(
        ERROR,
        (errcode(ERRCODE_WRONG_OBJECT_TYPE),
         errmsg("relation \"%s\" is not a %s", name->relname,
                IsA(statement, ViewStmt) ? "view" : "table"),
         errhint("todo needs that name. Rename it, or drop it, and run todo.install() again.")));
}

void run(const char* sql) {
  const int result = SPI_execute(sql, false, 0);
  if (result < 0) elog(ERROR, "install: %s: %s", SPI_result_code_string(result), sql);
}

// What ANALYZE has found so far goes with what it is to find from now on.
void forget_statistics(Node* statement) {
  if (!IsA(statement, AlterTableStmt)) return;
  const auto* const alter = castNode(AlterTableStmt, statement);
  const auto* const command = linitial_node(AlterTableCmd, alter->cmds);
  if (command->subtype != AT_SetStatistics) return;
  const Oid relation = find_relation(alter->relation);
  RemoveStatistics(relation, get_attnum(relation, command->name));
}

// The statement's text, without what stands between it and the one before.
char* statement_text(const char* source, const RawStmt* statement) {
  const char* start = source + statement->stmt_location;
  const char* const end =
      statement->stmt_len > 0 ? start + statement->stmt_len : source + strlen(source);
  while (start < end) {  // comments and blank lines lead a statement
    if (*start == '-' && start[1] == '-')
      while (start < end && *start != '\n') ++start;
    else if (*start == '\n' || *start == ' ')
      ++start;
    else
      break;
  }
  return pnstrdup(start, end - start);
}

// The first line, which names what the statement makes.
char* statement_title(const char* text) {
  int length = static_cast<int>(strchrnul(text, '\n') - text);
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '(')) --length;
  return pnstrdup(text, length);
}

void report(const ReturnSetInfo* result, const char* title) {
  Datum value = CStringGetTextDatum(title);
  bool is_null = false;
  tuplestore_putvalues(result->setResult, result->setDesc, &value, &is_null);
}

void drop(const char* statement, const ReturnSetInfo* result) {
  run(statement);
  report(result, statement);
}

// What 0.1.0 made and is made otherwise since: an upgrade finds it, or a restored dump brings it.
// Dropped, it is made anew as missing. By name and definition: all else is its owner's.
void drop_outdated(const ReturnSetInfo* result) {
  constexpr char kSelect[] =
      "SELECT old.statement FROM (VALUES"
      // A service whose user's proof has expired would count as signed in for nobody.
      " ('DROP POLICY users_service_policy ON todo.users', '(todo.current_user_id() IS NULL)'),"
      " ('DROP POLICY tasks_service_policy ON todo.tasks', '(todo.current_user_id() IS NULL)'),"
      // Conditions that each write had to parse: the rules look at versions, and titles have a
      // function.
      " ('ALTER TABLE todo.tasks DROP CONSTRAINT chk_title_not_empty',"
      " 'CHECK ((btrim((title)::text, ''\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004"
      "\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000''::text) <> "
      "''''::text))'),"
      " ('ALTER TABLE todo.tasks DROP CONSTRAINT chk_version_positive', 'CHECK ((version > 0))'),"
      // Indexes that had a wider entry, or one for every task.
      " ('DROP INDEX todo.idx_tasks_created_at',"
      " 'CREATE INDEX idx_tasks_created_at ON todo.tasks USING btree (created_at)'),"
      " ('DROP INDEX todo.idx_tasks_user_completed',"
      " 'CREATE INDEX idx_tasks_user_completed ON todo.tasks USING btree (user_id, completed)"
      " WHERE (deleted_at IS NULL)'),"
      " ('DROP INDEX todo.idx_tasks_user_id',"
      " 'CREATE INDEX idx_tasks_user_id ON todo.tasks USING btree (user_id, created_at DESC, id"
      " DESC)'),"
      // EXPLAIN told clients the addresses of others.
      " ('REVOKE SELECT ON todo.users FROM authenticated_user', '')"
      ") old(statement, definition) JOIN ("
      "SELECT polrelid, pg_catalog.format('DROP POLICY %I ON %s', polname,"
      " polrelid::pg_catalog.regclass), pg_catalog.pg_get_expr(polqual, polrelid)"
      " FROM pg_catalog.pg_policy"
      " UNION ALL SELECT conrelid, pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I',"
      " conrelid::pg_catalog.regclass, conname), pg_catalog.pg_get_constraintdef(oid)"
      " FROM pg_catalog.pg_constraint"
      " UNION ALL SELECT indrelid, pg_catalog.format('DROP INDEX %s',"
      " indexrelid::pg_catalog.regclass), pg_catalog.pg_get_indexdef(indexrelid)"
      " FROM pg_catalog.pg_index"
      " UNION ALL SELECT c.oid, pg_catalog.format('REVOKE %s ON %s FROM %I', privilege_type,"
      " c.oid::pg_catalog.regclass, rolname), '' FROM pg_catalog.pg_class c,"
      " pg_catalog.aclexplode(relacl) JOIN pg_catalog.pg_roles r"
      " ON r.oid OPERATOR(pg_catalog.=) grantee"
      ") found(relation, statement, definition)"
      " ON old.statement OPERATOR(pg_catalog.=) found.statement"
      " AND old.definition OPERATOR(pg_catalog.=) found.definition"
      " WHERE found.relation OPERATOR(pg_catalog.=) ANY (ARRAY["
      "pg_catalog.to_regclass('todo.users'), pg_catalog.to_regclass('todo.tasks')])"
      " ORDER BY 1";
  run(kSelect);
  SPITupleTable* const found = SPI_tuptable;
  for (std::uint64_t i = 0; i < found->numvals; ++i)
    drop(SPI_getvalue(found->vals[i], found->tupdesc, 1), result);
}

void drop_index(const IndexStmt* index, const ReturnSetInfo* result) {
  drop(psprintf("DROP INDEX %s.%s", index->relation->schemaname, index->idxname), result);
}

void install(FunctionCallInfo fcinfo, bool with_better_auth) {
  if (!superuser())
    ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
                    errmsg("permission denied to lay down the tables"),
                    errhint("todo.install() is for superusers.")));
  InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
  const auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  if (GetDatabaseEncoding() != PG_UTF8)
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("todo needs a database in UTF8, not %s", GetDatabaseEncodingName()),
                    errhint("CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.")));
  check_schema_owner();
  SPI_connect();
  // Nothing that is made here becomes a member of the extension, nor does a grant become one of its
  // initial privileges, which a dump would leave out. After an error CREATE EXTENSION clears the
  // flag.
  const bool in_script = creating_extension;
  creating_extension = false;
  drop_outdated(result);
  ListCell* cell;
  foreach (cell, read_parts(with_better_auth)) {
    const auto* const part = static_cast<const Part*>(lfirst(cell));
    check_relation(part->statement);
    if (is_there(part->statement) || is_for_missing_object(part->statement)) continue;
    if (has_invalid_index(part->statement))
      drop_index(castNode(IndexStmt, part->statement), result);
    run(part->text);
    forget_statistics(part->statement);
    report(result, part->title);
  }
  creating_extension = in_script;
  SPI_finish();
}

Datum install_ours(FunctionCallInfo fcinfo) {
  install(fcinfo, has_better_auth());
  return Datum{0};
}

Datum install_better_auth(FunctionCallInfo fcinfo) {
  install(fcinfo, true);
  return Datum{0};
}

List* append_parts(List* parts, const char* source) {
  ListCell* cell;
  foreach (cell, raw_parser(source, RAW_PARSE_DEFAULT)) {
    const auto* const raw = lfirst_node(RawStmt, cell);
    auto* const part = static_cast<Part*>(palloc(sizeof(Part)));
    part->statement = raw->stmt;
    part->text = statement_text(source, raw);
    part->title = statement_title(part->text);
    parts = lappend(parts, part);
  }
  return parts;
}

}  // namespace

// The one that login() reads.
bool has_better_auth() {
  return OidIsValid(pg::find_table_if_any("jwks"));
}

List* read_parts(bool with_better_auth) {
  List* const parts = append_parts(append_parts(NIL, kTables), kGrants);
  return with_better_auth ? append_parts(parts, kBetterAuthTables) : parts;
}

}  // namespace install

TODO_PLAIN_FUNCTION(todo_install, install::install_ours);
TODO_PLAIN_FUNCTION(todo_install_better_auth, install::install_better_auth);
