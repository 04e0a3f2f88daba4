#include "care/parts.hpp"

#include "care/catalog_row.hpp"
#include "care/checks.hpp"
#include "care/roles.hpp"
#include "care/shipped.hpp"
#include "care/statistics.hpp"
#include "install/install.hpp"
#include "install/inventory.hpp"

extern "C" {
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "storage/lmgr.h"
}

namespace care {
namespace {

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
    if (is_generated(relation, column))
      report_column(&findings[kColumns], create, column, "is generated");
    else if (has_other_default(relation, column))
      report_column(&findings[kColumns], create, column, "has another default");
    if (!pg::is_not_null_validated(relation, get_attnum(relation, column->colname)))
      report_column(&findings[kColumns], create, column,
                    "is NOT NULL for new rows alone: VALIDATE its constraint, or");
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

}  // namespace

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

}  // namespace care
