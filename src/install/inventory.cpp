#include "install/inventory.hpp"

extern "C" {
#include "access/relation.h"
#include "access/reloptions.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_trigger.h"
#include "commands/comment.h"
#include "commands/policy.h"
#include "parser/parse_func.h"
#include "utils/fmgroids.h"
#include "utils/syscache.h"
}

namespace install {
namespace {

bool has_default(Oid relation, const char* column) {
  HeapTuple tuple = SearchSysCacheAttName(relation, column);
  if (!HeapTupleIsValid(tuple)) return false;
  const bool found = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple))->atthasdef;
  ReleaseSysCache(tuple);
  return found;
}

bool has_index(const IndexStmt* index, Oid relation, bool valid) {
  const Oid found = get_relname_relid(index->idxname, get_rel_namespace(relation));
  if (!OidIsValid(found)) return false;
  HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(found));
  if (!HeapTupleIsValid(tuple)) return false;
  const auto* const form = reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple));
  const bool is_that = form->indrelid == relation && form->indisvalid == valid;
  ReleaseSysCache(tuple);
  return is_that;
}

bool has_row_security(Oid relation, bool forced) {
  HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  if (!HeapTupleIsValid(tuple)) return false;
  const auto* const form = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
  const bool found = forced ? form->relforcerowsecurity : form->relrowsecurity;
  ReleaseSysCache(tuple);
  return found;
}

// Each storage parameter is set. To what is for the table's owner to say.
bool has_options(Oid relation, List* options) {
  HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  if (!HeapTupleIsValid(tuple)) return false;
  bool is_null;
  const Datum stored = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_reloptions, &is_null);
  List* const found = is_null ? NIL : untransformRelOptions(stored);
  ReleaseSysCache(tuple);
  ListCell* wanted;
  foreach (wanted, options) {
    ListCell* cell;
    bool is_set = false;
    foreach (cell, found)
      is_set = is_set || strcmp(lfirst_node(DefElem, cell)->defname,
                                lfirst_node(DefElem, wanted)->defname) == 0;
    if (!is_set) return false;
  }
  return true;
}

bool is_trigger_enabled(Oid relation, const char* name, bool always) {
  const Oid trigger = get_trigger_oid(relation, name, true);
  if (!OidIsValid(trigger)) return false;
  Relation triggers = table_open(TriggerRelationId, AccessShareLock);
  ScanKeyData key;
  ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(trigger));
  SysScanDesc scan = systable_beginscan(triggers, TriggerOidIndexId, true, nullptr, 1, &key);
  HeapTuple tuple = systable_getnext(scan);
  bool enabled = false;
  if (HeapTupleIsValid(tuple)) {
    const char state = reinterpret_cast<Form_pg_trigger>(GETSTRUCT(tuple))->tgenabled;
    enabled = state == TRIGGER_FIRES_ALWAYS || (state == TRIGGER_FIRES_ON_ORIGIN && !always);
  }
  systable_endscan(scan);
  table_close(triggers, AccessShareLock);
  return enabled;
}

bool is_altered(const AlterTableStmt* alter) {
  const Oid relation = find_relation(alter->relation);
  if (!OidIsValid(relation)) return false;
  ListCell* cell;
  foreach (cell, alter->cmds) {
    const auto* const command = lfirst_node(AlterTableCmd, cell);
    switch (command->subtype) {
      case AT_ColumnDefault:
        if (!has_default(relation, command->name)) return false;
        break;
      case AT_AddConstraint:
        if (!OidIsValid(get_relation_constraint_oid(
                relation, castNode(Constraint, command->def)->conname, true)))
          return false;
        break;
      case AT_EnableRowSecurity:
        if (!has_row_security(relation, false)) return false;
        break;
      case AT_ForceRowSecurity:
        if (!has_row_security(relation, true)) return false;
        break;
      case AT_SetRelOptions:
        if (!has_options(relation, castNode(List, command->def))) return false;
        break;
      case AT_SetStatistics:
        if (const AttrNumber column = get_attnum(relation, command->name);
            statistics_target(relation, column) != intVal(command->def) ||
            has_statistics(relation, column))
          return false;
        break;
      case AT_EnableTrig:
        if (!is_trigger_enabled(relation, command->name, false)) return false;
        break;
      case AT_EnableAlwaysTrig:
        if (!is_trigger_enabled(relation, command->name, true)) return false;
        break;
      default:
        elog(ERROR, "install: no way to find ALTER TABLE action %d", command->subtype);
    }
  }
  return true;
}

bool has_privilege(ObjectType type, Node* object, Oid grantee, const char* privilege) {
  const Datum name = PointerGetDatum(cstring_to_text(privilege));
  if (type == OBJECT_SCHEMA) {
    const Oid schema = get_namespace_oid(strVal(object), false);
    return DatumGetBool(DirectFunctionCall3(has_schema_privilege_id_id, ObjectIdGetDatum(grantee),
                                            ObjectIdGetDatum(schema), name));
  }
  if (type == OBJECT_FUNCTION) {
    const Oid function = LookupFuncWithArgs(type, castNode(ObjectWithArgs, object), true);
    // One of another version, where that is the extension's, comes with its grants.
    return !OidIsValid(function) ||
           DatumGetBool(DirectFunctionCall3(has_function_privilege_id_id, ObjectIdGetDatum(grantee),
                                            ObjectIdGetDatum(function), name));
  }
  const Oid relation = find_relation(castNode(RangeVar, object));
  return OidIsValid(relation) &&
         DatumGetBool(DirectFunctionCall3(has_table_privilege_id_id, ObjectIdGetDatum(grantee),
                                          ObjectIdGetDatum(relation), name));
}

bool has_column_privileges(const RangeVar* table, const List* columns, Oid grantee,
                           const char* privilege) {
  const Oid relation = find_relation(table);
  const ListCell* column;
  foreach (column, columns)
    if (!OidIsValid(relation) ||
        get_attnum(relation, strVal(lfirst(column))) == InvalidAttrNumber ||
        !DatumGetBool(DirectFunctionCall4(has_column_privilege_id_id_name,
                                          ObjectIdGetDatum(grantee), ObjectIdGetDatum(relation),
                                          PointerGetDatum(cstring_to_text(strVal(lfirst(column)))),
                                          PointerGetDatum(cstring_to_text(privilege)))))
      return false;
  return true;
}

// Every role that the statement names has every privilege that it names, on every object.
bool is_granted(const GrantStmt* grant) {
  ListCell* object;
  ListCell* role;
  ListCell* privilege;
  foreach (object, grant->objects)
    foreach (role, grant->grantees) {
      const auto* const spec = lfirst_node(RoleSpec, role);
      const Oid grantee =
          spec->roletype == ROLESPEC_PUBLIC ? ACL_ID_PUBLIC : get_rolespec_oid(spec, false);
      foreach (privilege, grant->privileges) {
        auto* const thing = static_cast<Node*>(lfirst(object));
        const auto* const access = lfirst_node(AccessPriv, privilege);
        if (access->cols != NIL ? !has_column_privileges(castNode(RangeVar, thing), access->cols,
                                                         grantee, access->priv_name)
                                : !has_privilege(grant->objtype, thing, grantee, access->priv_name))
          return false;
      }
    }
  return true;
}

// Of what has a name among the relations, else 0.
char relation_kind(ObjectType type) {
  switch (type) {
    case OBJECT_TABLE:
      return RELKIND_RELATION;
    case OBJECT_VIEW:
      return RELKIND_VIEW;
    case OBJECT_INDEX:
      return RELKIND_INDEX;
    default:
      return 0;
  }
}

// What the comment is on, invalid when it is not there.
ObjectAddress commented_object(const CommentStmt* comment) {
  // A relation of another kind is an error of get_object_address().
  const char kind = relation_kind(comment->objtype);
  if (kind != 0 && get_rel_relkind(find_relation(
                       makeRangeVarFromNameList(castNode(List, comment->object)))) != kind)
    return InvalidObjectAddress;
  if (comment->objtype == OBJECT_COLUMN) {  // looked for on no relation, a column is an error too
    List* const name = list_copy(castNode(List, comment->object));
    if (!OidIsValid(
            find_relation(makeRangeVarFromNameList(list_truncate(name, list_length(name) - 1)))))
      return InvalidObjectAddress;
  }
  Relation relation = nullptr;
  const ObjectAddress address =
      get_object_address(comment->objtype, comment->object, &relation, AccessShareLock, true);
  if (relation != nullptr) relation_close(relation, AccessShareLock);
  return address;
}

bool has_comment(const CommentStmt* comment) {
  const ObjectAddress address = commented_object(comment);
  return OidIsValid(address.objectId) &&
         GetComment(address.objectId, address.classId, address.objectSubId) != nullptr;
}

}  // namespace

Oid find_relation(const RangeVar* name) {
  return RangeVarGetRelid(name, NoLock, true);
}

const RangeVar* created_relation(Node* statement) {
  if (IsA(statement, CreateStmt)) return castNode(CreateStmt, statement)->relation;
  if (IsA(statement, ViewStmt)) return castNode(ViewStmt, statement)->view;
  return nullptr;
}

char created_kind(Node* statement) {
  return relation_kind(IsA(statement, ViewStmt) ? OBJECT_VIEW : OBJECT_TABLE);
}

int statistics_target(Oid relation, AttrNumber column) {
  HeapTuple tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(relation), Int16GetDatum(column));
  if (!HeapTupleIsValid(tuple)) return -1;
  bool is_null;
  const Datum target = SysCacheGetAttr(ATTNUM, tuple, Anum_pg_attribute_attstattarget, &is_null);
  const bool is_virtual = pg::is_virtual(*reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple)));
  ReleaseSysCache(tuple);
  // There are none, and PostgreSQL takes no target.
  if (is_virtual) return 0;
  return is_null ? -1 : DatumGetInt16(target);  // at most 10,000, be it an integer, as it was to 16
}

bool has_statistics(Oid relation, AttrNumber column) {
  const auto exist = [relation, column](bool of_children) {
    return SearchSysCacheExists3(STATRELATTINH, ObjectIdGetDatum(relation), Int16GetDatum(column),
                                 BoolGetDatum(of_children));
  };
  return exist(false) || exist(true);
}

bool is_for_missing_object(Node* statement) {
  return IsA(statement, CommentStmt) &&
         !OidIsValid(commented_object(castNode(CommentStmt, statement)).objectId);
}

bool has_invalid_index(Node* statement) {
  if (!IsA(statement, IndexStmt)) return false;
  const auto* const index = castNode(IndexStmt, statement);
  const Oid relation = find_relation(index->relation);
  return OidIsValid(relation) && has_index(index, relation, false);
}

bool is_there(Node* statement) {
  if (const RangeVar* const name = created_relation(statement); name != nullptr)
    return get_rel_relkind(find_relation(name)) == created_kind(statement);
  switch (nodeTag(statement)) {
    case T_IndexStmt: {
      const auto* const index = castNode(IndexStmt, statement);
      const Oid relation = find_relation(index->relation);
      return OidIsValid(relation) && has_index(index, relation, true);
    }
    case T_CreateTrigStmt: {
      const auto* const trigger = castNode(CreateTrigStmt, statement);
      const Oid relation = find_relation(trigger->relation);
      return OidIsValid(relation) && OidIsValid(get_trigger_oid(relation, trigger->trigname, true));
    }
    case T_CreatePolicyStmt: {
      const auto* const policy = castNode(CreatePolicyStmt, statement);
      const Oid relation = find_relation(policy->table);
      return OidIsValid(relation) &&
             OidIsValid(get_relation_policy_oid(relation, policy->policy_name, true));
    }
    case T_AlterTableStmt:
      return is_altered(castNode(AlterTableStmt, statement));
    case T_GrantStmt:
      return is_granted(castNode(GrantStmt, statement));
    case T_CommentStmt:
      return has_comment(castNode(CommentStmt, statement));
    default:
      elog(ERROR, "install: no way to find what a statement of tag %d makes",
           static_cast<int>(nodeTag(statement)));
  }
}

}  // namespace install
