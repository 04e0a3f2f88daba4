#include "care/statistics.hpp"

#include "install/inventory.hpp"

extern "C" {
#include "access/genam.h"
#include "access/sysattr.h"
#include "catalog/pg_statistic_ext.h"
#include "optimizer/optimizer.h"
#include "utils/syscache.h"
}

namespace care {
namespace {

bool is_kept_out(Relation table, AttrNumber column) {
  return install::statistics_target(RelationGetRelid(table), column) == 0;
}

bool tells_of_kept_out(Relation table, Node* expression) {
  Bitmapset* columns = nullptr;
  pull_varattnos(expression, 1, &columns);
  const auto has = [columns](AttrNumber column) {
    return bms_is_member(column - FirstLowInvalidHeapAttributeNumber, columns);
  };
  const bool has_whole_row = has(InvalidAttrNumber);
  for (AttrNumber column = 1; column <= RelationGetNumberOfAttributes(table); ++column)
    if ((has_whole_row || has(column)) && is_kept_out(table, column)) return true;
  return false;
}

// The columns of the index that are expressions, in the order of these.
List* expression_columns(Relation index) {
  List* columns = NIL;
  const Form_pg_index form = index->rd_index;
  for (int i = 0; i < form->indnatts; ++i)
    if (form->indkey.values[i] == InvalidAttrNumber) columns = lappend_int(columns, i + 1);
  return columns;
}

void check_index(Finding* finding, Relation table, Oid oid) {
  Relation index = index_open(oid, AccessShareLock);
  List* const columns = expression_columns(index);
  ListCell *expression, *number;
  forboth(expression, RelationGetIndexExpressions(index), number, columns) {
    const auto column = static_cast<AttrNumber>(lfirst_int(number));
    if (!tells_of_kept_out(table, static_cast<Node*>(lfirst(expression)))) continue;
    if (install::statistics_target(oid, column) == 0 && !install::has_statistics(oid, column))
      continue;
    finding->add_problem(psprintf(
        "index %1$s has statistics, by which EXPLAIN tells clients of texts of others: run"
        " ALTER INDEX %1$s ALTER COLUMN %2$d SET STATISTICS 0, and delete its rows of pg_statistic",
        quote_qualified_identifier(get_namespace_name(get_rel_namespace(oid)), get_rel_name(oid)),
        column));
  }
  index_close(index, AccessShareLock);
}

// Whether ANALYZE gathers something for the object, or has.
bool is_in_use(Oid oid, HeapTuple tuple) {
  bool is_null;
  const Datum target =
      SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxstattarget, &is_null);
  if (is_null || DatumGetInt16(target) != 0) return true;
  return SearchSysCacheExists2(STATEXTDATASTXOID, ObjectIdGetDatum(oid), BoolGetDatum(false));
}

void check_object(Finding* finding, Relation table, Oid oid) {
  HeapTuple tuple = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(oid));
  if (!HeapTupleIsValid(tuple)) return;
  bool is_null;
  const Datum stored = SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxexprs, &is_null);
  if (!is_null && is_in_use(oid, tuple)) {
    const auto* const form = reinterpret_cast<Form_pg_statistic_ext>(GETSTRUCT(tuple));
    auto* const expressions = static_cast<Node*>(stringToNode(TextDatumGetCString(stored)));
    if (tells_of_kept_out(table, expressions))
      finding->add_problem(psprintf(
          "by statistics %1$s EXPLAIN tells clients of texts of others: run DROP STATISTICS %1$s",
          quote_qualified_identifier(get_namespace_name(form->stxnamespace),
                                     NameStr(form->stxname))));
  }
  ReleaseSysCache(tuple);
}

}  // namespace

void check_statistics(Finding* columns, Relation table) {
  ListCell* cell;
  foreach (cell, RelationGetIndexList(table)) check_index(columns, table, lfirst_oid(cell));
  foreach (cell, RelationGetStatExtList(table)) check_object(columns, table, lfirst_oid(cell));
}

}  // namespace care
