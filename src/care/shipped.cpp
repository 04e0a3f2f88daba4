#include "care/shipped.hpp"

#include "care/catalog_row.hpp"
#include "install/inventory.hpp"

extern "C" {
#include "access/relation.h"
#include "access/table.h"
#include "catalog/heap.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_trigger.h"
#include "commands/defrem.h"
#include "commands/policy.h"
#include "nodes/value.h"
#include "parser/analyze.h"
#include "parser/parse_clause.h"
#include "parser/parse_collate.h"
#include "parser/parse_func.h"
#include "parser/parse_relation.h"
#include "parser/parse_type.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "utils/fmgroids.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"
}

namespace care {
namespace {

// The condition as PostgreSQL would store it.
Node* analyzed(Oid relation, Node* condition, ParseExprKind kind) {
  if (condition == nullptr) return nullptr;
  Relation table = relation_open(relation, AccessShareLock);
  ParseState* const state = make_parsestate(nullptr);
  ParseNamespaceItem* const item =
      addRangeTableEntryForRelation(state, table, AccessShareLock, nullptr, false, false);
  addNSItemToQuery(state, item, false, true, true);
  Node* const result =
      transformWhereClause(state, static_cast<Node*>(copyObjectImpl(condition)), kind, "todo");
  assign_expr_collations(state, result);
  free_parsestate(state);
  relation_close(table, AccessShareLock);
  return result;
}

bool is_condition(const NullableDatum& stored, Oid relation, Node* expected, ParseExprKind kind) {
  if (stored.isnull || expected == nullptr) return stored.isnull && expected == nullptr;
  return equal(stringToNode(TextDatumGetCString(stored.value)), analyzed(relation, expected, kind));
}

// smallint[] of column numbers against a list of names.
bool are_columns(const NullableDatum& stored, Oid relation, List* names) {
  if (stored.isnull) return false;
  ArrayType* const array = DatumGetArrayTypeP(stored.value);
  if (ARR_DIMS(array)[0] != list_length(names)) return false;
  const auto* const numbers = reinterpret_cast<const int16*>(ARR_DATA_PTR(array));
  ListCell* cell;
  foreach (cell, names)
    if (numbers[foreach_current_index(cell)] != get_attnum(relation, strVal(lfirst(cell))))
      return false;
  return true;
}

char policy_command(const char* name) {
  if (strcmp(name, "select") == 0) return ACL_SELECT_CHR;
  if (strcmp(name, "insert") == 0) return ACL_INSERT_CHR;
  if (strcmp(name, "update") == 0) return ACL_UPDATE_CHR;
  if (strcmp(name, "delete") == 0) return ACL_DELETE_CHR;
  return '*';
}

// The same roles, in any order; PUBLIC is 0.
bool are_roles(Datum stored, List* expected) {
  ArrayType* const array = DatumGetArrayTypeP(stored);
  const int count = ARR_DIMS(array)[0];
  if (count != list_length(expected)) return false;
  const auto* const roles = reinterpret_cast<const Oid*>(ARR_DATA_PTR(array));
  ListCell* cell;
  foreach (cell, expected) {
    const auto* const role = lfirst_node(RoleSpec, cell);
    const Oid oid = role->roletype == ROLESPEC_PUBLIC ? InvalidOid : get_rolespec_oid(role, true);
    bool found = false;
    for (int i = 0; i < count; ++i) found = found || roles[i] == oid;
    if (!found) return false;
  }
  return true;
}

const char* policy_deviation(Oid relation, const CreatePolicyStmt* policy) {
  const Oid oid = get_relation_policy_oid(relation, policy->policy_name, true);
  const CatalogRow row =
      CatalogRow::find(PolicyRelationId, PolicyOidIndexId, Anum_pg_policy_oid, oid);
  if (!row.found()) return nullptr;
  const auto* const form = row.form<FormData_pg_policy>();
  if (form->polcmd != policy_command(policy->cmd_name)) return "for another command";
  if (form->polpermissive != policy->permissive) return "restrictive or permissive";
  if (!are_roles(row.field(Anum_pg_policy_polroles).value, policy->roles)) return "to other roles";
  if (!is_condition(row.field(Anum_pg_policy_polqual), relation, policy->qual, EXPR_KIND_POLICY))
    return "another USING";
  if (!is_condition(row.field(Anum_pg_policy_polwithcheck), relation, policy->with_check,
                    EXPR_KIND_POLICY))
    return "another WITH CHECK";
  return nullptr;
}

bool is_transition_table(const CatalogRow& row, AttrNumber column, List* expected, bool is_new) {
  const NullableDatum stored = row.field(column);
  const char* name = nullptr;
  ListCell* cell;
  foreach (cell, expected) {
    const auto* const table = lfirst_node(TriggerTransition, cell);
    if (table->isNew == is_new) name = table->name;
  }
  if (stored.isnull || name == nullptr) return stored.isnull && name == nullptr;
  return strcmp(NameStr(*DatumGetName(stored.value)), name) == 0;
}

// UPDATE OF: the same columns, in the order in which they are named.
bool is_of_columns(const FormData_pg_trigger* form, Oid relation, List* expected) {
  if (form->tgattr.dim1 != list_length(expected)) return false;
  int place = 0;
  ListCell* cell;
  foreach (cell, expected)
    if (form->tgattr.values[place++] != get_attnum(relation, strVal(lfirst(cell)))) return false;
  return true;
}

const char* trigger_deviation(Oid relation, const CreateTrigStmt* trigger) {
  const Oid oid = get_trigger_oid(relation, trigger->trigname, true);
  const CatalogRow row =
      CatalogRow::find(TriggerRelationId, TriggerOidIndexId, Anum_pg_trigger_oid, oid);
  if (!row.found()) return nullptr;
  const auto* const form = row.form<FormData_pg_trigger>();
  if (form->tgfoid != LookupFuncName(trigger->funcname, 0, nullptr, true))
    return "calls another function";
  const int16 row_bit = trigger->row ? TRIGGER_TYPE_ROW : 0;
  if (form->tgtype != (row_bit | trigger->timing | trigger->events)) return "at other events";
  if (!is_of_columns(form, relation, trigger->columns) || !row.field(Anum_pg_trigger_tgqual).isnull)
    return "for other changes";
  if (!is_transition_table(row, Anum_pg_trigger_tgoldtable, trigger->transitionRels, false) ||
      !is_transition_table(row, Anum_pg_trigger_tgnewtable, trigger->transitionRels, true))
    return "other transition tables";
  return nullptr;
}

int16 expected_option(const IndexElem* element) {
  const bool descending = element->ordering == SORTBY_DESC;
  const bool nulls_first = element->nulls_ordering == SORTBY_NULLS_DEFAULT
                               ? descending
                               : element->nulls_ordering == SORTBY_NULLS_FIRST;
  return static_cast<int16>((descending ? INDOPTION_DESC : 0) |
                            (nulls_first ? INDOPTION_NULLS_FIRST : 0));
}

bool are_index_columns(const CatalogRow& row, Oid relation, List* elements) {
  const auto* const form = row.form<FormData_pg_index>();
  if (form->indnatts != list_length(elements)) return false;
  const auto* const options = reinterpret_cast<const int2vector*>(
      DatumGetPointer(row.field(Anum_pg_index_indoption).value));
  ListCell* cell;
  foreach (cell, elements) {
    const auto* const element = lfirst_node(IndexElem, cell);
    const int i = foreach_current_index(cell);
    if (element->name == nullptr)
      elog(ERROR, "doctor: no way to compare an index on an expression");
    if (form->indkey.values[i] != get_attnum(relation, element->name) ||
        options->values[i] != expected_option(element))
      return false;
  }
  return true;
}

Oid access_method_of(Oid index) {
  const CatalogRow row =
      CatalogRow::find(RelationRelationId, ClassOidIndexId, Anum_pg_class_oid, index);
  return row.found() ? row.form<FormData_pg_class>()->relam : InvalidOid;
}

const char* index_deviation(Oid relation, const IndexStmt* index) {
  const Oid oid = get_relname_relid(index->idxname, get_rel_namespace(relation));
  const CatalogRow row =
      CatalogRow::find(IndexRelationId, IndexRelidIndexId, Anum_pg_index_indexrelid, oid);
  if (!row.found()) return OidIsValid(oid) ? "of another kind" : nullptr;
  const auto* const form = row.form<FormData_pg_index>();
  if (form->indrelid != relation) return "on another table";
  if (!form->indisvalid) return nullptr;  // not there, for install() too
  if (access_method_of(oid) != get_index_am_oid(index->accessMethod, true))
    return "by another access method";
  if (form->indisunique != index->unique) return index->unique ? "not unique" : "unique";
  if (!are_index_columns(row, relation, index->indexParams)) return "other columns";
  if (!is_condition(row.field(Anum_pg_index_indpred), relation, index->whereClause,
                    EXPR_KIND_INDEX_PREDICATE))
    return "another condition";
  return nullptr;
}

const char* constraint_deviation(Oid relation, const Constraint* constraint) {
  const Oid oid = get_relation_constraint_oid(relation, constraint->conname, true);
  const CatalogRow row =
      CatalogRow::find(ConstraintRelationId, ConstraintOidIndexId, Anum_pg_constraint_oid, oid);
  if (!row.found()) return nullptr;
  const auto* const form = row.form<FormData_pg_constraint>();
  const NullableDatum keys = row.field(Anum_pg_constraint_conkey);
  if (!form->convalidated) return "not validated";
  if (form->condeferrable) return "deferrable";
  switch (constraint->contype) {
    case CONSTR_PRIMARY:
      if (form->contype != CONSTRAINT_PRIMARY) return "of another kind";
      return are_columns(keys, relation, constraint->keys) ? nullptr : "other columns";
    case CONSTR_FOREIGN: {
      if (form->contype != CONSTRAINT_FOREIGN) return "of another kind";
      const Oid referenced = install::find_relation(constraint->pktable);
      if (form->confrelid != referenced) return "to another table";
      if (!are_columns(keys, relation, constraint->fk_attrs) ||
          !are_columns(row.field(Anum_pg_constraint_confkey), referenced, constraint->pk_attrs))
        return "other columns";
      const bool same = form->confupdtype == constraint->fk_upd_action &&
                        form->confdeltype == constraint->fk_del_action;
      return same ? nullptr : "other actions";
    }
    case CONSTR_CHECK:
      if (form->contype != CONSTRAINT_CHECK) return "of another kind";
      return is_condition(row.field(Anum_pg_constraint_conbin), relation, constraint->raw_expr,
                          EXPR_KIND_CHECK_CONSTRAINT)
                 ? nullptr
                 : "another condition";
    default:
      elog(ERROR, "doctor: no way to compare a constraint of kind %d", constraint->contype);
  }
}

// As PostgreSQL would store it.
Query* shipped_query(Node* select) {
  ParseState* const state = make_parsestate(nullptr);
  state->p_sourcetext = "todo";
  Query* const query = transformStmt(state, static_cast<Node*>(copyObjectImpl(select)));
  free_parsestate(state);
  return query;
}

Query* stored_query(Relation view) {
  auto* const query = static_cast<Query*>(copyObjectImpl(get_view_query(view)));
  // Before 16 the view itself comes first, as old and as new.
  int own = 0;
  while (query->rtable != NIL &&
         linitial_node(RangeTblEntry, query->rtable)->relid == RelationGetRelid(view)) {
    query->rtable = list_delete_first(query->rtable);
    --own;
  }
  OffsetVarNodes(reinterpret_cast<Node*>(query), own, 0);
  return query;
}

// Its columns are called as the query calls them.
bool has_names(Relation view, Query* query) {
  ListCell* cell;
  foreach (cell, query->targetList) {
    const auto* const entry = lfirst_node(TargetEntry, cell);
    if (get_attnum(RelationGetRelid(view), entry->resname) != entry->resno) return false;
  }
  return true;
}

// In words two that mean the same are the same. The owner may have added columns, at the end.
bool is_same_query(Relation view, Node* select) {
  Query* const shipped = shipped_query(select);
  if (!has_names(view, shipped)) return false;
  Query* const stored = stored_query(view);
  stored->targetList = list_truncate(stored->targetList, list_length(shipped->targetList));
  return strcmp(pg_get_querydef(stored, false), pg_get_querydef(shipped, false)) == 0;
}

// A view that runs with its owner's rights shows every tenant's rows.
const char* view_deviation(Oid relation, const ViewStmt* expected) {
  Relation view = relation_open(relation, AccessShareLock);
  const bool invoker = RelationHasSecurityInvoker(view);
  const bool same = is_same_query(view, expected->query);
  relation_close(view, AccessShareLock);
  if (!invoker) return "not with its caller's rights";
  return same ? nullptr : "another query";
}

// Also as CURRENT_TIMESTAMP, which Better Auth's migrator writes.
bool is_now(const Node* expression) {
  if (IsA(expression, SQLValueFunction))
    return reinterpret_cast<const SQLValueFunction*>(expression)->op == SVFOP_CURRENT_TIMESTAMP;
  return IsA(expression, FuncExpr) &&
         reinterpret_cast<const FuncExpr*>(expression)->funcid == F_NOW;
}

const char* default_deviation(Oid relation, const char* column, Node* expected) {
  Relation table = relation_open(relation, AccessShareLock);
  const AttrNumber number = get_attnum(relation, column);
  const FormData_pg_attribute& form = *TupleDescAttr(RelationGetDescr(table), number - 1);
  if (form.attgenerated != '\0') {  // is_generated() says so
    relation_close(table, AccessShareLock);
    return nullptr;
  }
  Node* const stored = build_column_default(table, number);
  ParseState* const state = make_parsestate(nullptr);
  Node* const cooked = cookDefault(state, static_cast<Node*>(copyObjectImpl(expected)),
                                   form.atttypid, form.atttypmod, column, form.attgenerated);
  free_parsestate(state);
  relation_close(table, AccessShareLock);
  const bool same =
      stored == nullptr || equal(stored, cooked) || (is_now(stored) && is_now(cooked));
  return same ? nullptr : "another default";
}

const char* alteration_deviation(Oid relation, const AlterTableStmt* alter) {
  ListCell* cell;
  foreach (cell, alter->cmds) {
    const auto* const command = lfirst_node(AlterTableCmd, cell);
    const char* how = nullptr;
    if (command->subtype == AT_AddConstraint)
      how = constraint_deviation(relation, castNode(Constraint, command->def));
    else if (command->subtype == AT_ColumnDefault)
      how = default_deviation(relation, command->name, command->def);
    if (how != nullptr) return how;
  }
  return nullptr;
}

}  // namespace

const RangeVar* relation_of(Node* statement) {
  switch (nodeTag(statement)) {
    case T_CreateStmt:
    case T_ViewStmt:
      return install::created_relation(statement);
    case T_IndexStmt:
      return castNode(IndexStmt, statement)->relation;
    case T_CreateTrigStmt:
      return castNode(CreateTrigStmt, statement)->relation;
    case T_CreatePolicyStmt:
      return castNode(CreatePolicyStmt, statement)->table;
    case T_AlterTableStmt:
      return castNode(AlterTableStmt, statement)->relation;
    default:
      return nullptr;
  }
}

const char* deviation(Node* statement) {
  const RangeVar* const name = relation_of(statement);
  const Oid relation = name == nullptr ? InvalidOid : install::find_relation(name);
  if (!OidIsValid(relation)) return nullptr;
  if (install::created_relation(statement) != nullptr &&
      get_rel_relkind(relation) != install::created_kind(statement))
    return "of another kind";
  switch (nodeTag(statement)) {
    case T_ViewStmt:
      return view_deviation(relation, castNode(ViewStmt, statement));
    case T_IndexStmt:
      return index_deviation(relation, castNode(IndexStmt, statement));
    case T_CreateTrigStmt:
      return trigger_deviation(relation, castNode(CreateTrigStmt, statement));
    case T_CreatePolicyStmt:
      return policy_deviation(relation, castNode(CreatePolicyStmt, statement));
    case T_AlterTableStmt:
      return alteration_deviation(relation, castNode(AlterTableStmt, statement));
    default:
      return nullptr;
  }
}

const char* column_deviation(Oid relation, const ColumnDef* column) {
  HeapTuple tuple = SearchSysCacheAttName(relation, column->colname);
  if (!HeapTupleIsValid(tuple)) return "is missing";
  const FormData_pg_attribute form = *reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple));
  ReleaseSysCache(tuple);
  Oid type;
  int32 modifier;
  typenameTypeIdAndMod(nullptr, column->typeName, &type, &modifier);
  if (form.atttypid != type || form.atttypmod != modifier) return "is of another type";
  ListCell* cell;
  foreach (cell, column->constraints) {
    const auto* const constraint = lfirst_node(Constraint, cell);
    if (constraint->contype == CONSTR_NOTNULL && !form.attnotnull) return "may be null";
    if (constraint->contype == CONSTR_DEFAULT && !form.atthasdef) return "has no default";
  }
  return nullptr;
}

bool is_generated(Oid relation, const ColumnDef* column) {
  return get_attgenerated(relation, get_attnum(relation, column->colname)) != '\0';
}

bool takes_others_for_equal(Oid relation, const ColumnDef* column) {
  HeapTuple tuple = SearchSysCacheAttName(relation, column->colname);
  if (!HeapTupleIsValid(tuple)) return false;
  const Oid collation = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple))->attcollation;
  ReleaseSysCache(tuple);
  return OidIsValid(collation) && !get_collation_isdeterministic(collation);
}

bool has_other_default(Oid relation, const ColumnDef* column) {
  ListCell* cell;
  foreach (cell, column->constraints) {
    const auto* const constraint = lfirst_node(Constraint, cell);
    if (constraint->contype == CONSTR_DEFAULT &&
        default_deviation(relation, column->colname, constraint->raw_expr) != nullptr)
      return true;
  }
  return false;
}

}  // namespace care
