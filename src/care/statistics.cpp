#include "care/statistics.hpp"

#include "install/inventory.hpp"

extern "C" {
#include "access/sysattr.h"
#include "catalog/pg_index.h"
#include "catalog/pg_statistic_ext.h"
#include "optimizer/optimizer.h"
#include "utils/syscache.h"
}

namespace care {
namespace {

bool is_kept_out(Relation table, AttrNumber column) {
  return !TupleDescAttr(RelationGetDescr(table), column - 1)->attisdropped &&
         install::statistics_target(RelationGetRelid(table), column) == 0;
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

const char* qualified(Oid schema, const char* name) {
  return quote_qualified_identifier(get_namespace_name(schema), name);
}

// Its expressions as they are stored: to open the index would work out what is constant in them,
// with functions that the caller may not be allowed to call.
void check_index(Finding* finding, Relation table, Oid oid) {
  HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(oid));
  if (!HeapTupleIsValid(tuple)) return;
  bool is_null;
  const Datum stored = SysCacheGetAttr(INDEXRELID, tuple, Anum_pg_index_indexprs, &is_null);
  const auto* const form = reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple));
  List* const expressions =
      is_null ? NIL : static_cast<List*>(stringToNode(TextDatumGetCString(stored)));
  int number = 0;
  for (AttrNumber column = 1; column <= form->indnatts; ++column) {
    if (form->indkey.values[column - 1] != InvalidAttrNumber) continue;
    if (!tells_of_kept_out(table, static_cast<Node*>(list_nth(expressions, number++)))) continue;
    if (install::statistics_target(oid, column) == 0 && !install::has_statistics(oid, column))
      continue;
    finding->add_problem(psprintf(
        "index %1$s has statistics, by which EXPLAIN tells clients of texts of others: run"
        " ALTER INDEX %1$s ALTER COLUMN %2$d SET STATISTICS 0, and delete its rows of pg_statistic",
        qualified(get_rel_namespace(oid), get_rel_name(oid)), column));
  }
  ReleaseSysCache(tuple);
}

bool has_data(Oid object) {
  const auto exist = [object](bool of_children) {
    return SearchSysCacheExists2(STATEXTDATASTXOID, ObjectIdGetDatum(object),
                                 BoolGetDatum(of_children));
  };
  return exist(false) || exist(true);
}

// Of columns that are kept out ANALYZE gathers nothing for it, but may have before they were.
bool has_kept_out(Relation table, const int2vector& columns) {
  for (int i = 0; i < columns.dim1; ++i)
    if (is_kept_out(table, columns.values[i])) return true;
  return false;
}

void check_object(Finding* finding, Relation table, Oid oid) {
  HeapTuple tuple = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(oid));
  if (!HeapTupleIsValid(tuple)) return;
  bool has_no_expressions, has_no_target;
  const Datum stored =
      SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxexprs, &has_no_expressions);
  const Datum target =
      SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxstattarget, &has_no_target);
  const bool gathers = has_no_target || DatumGetInt16(target) != 0;
  const auto* const form = reinterpret_cast<Form_pg_statistic_ext>(GETSTRUCT(tuple));
  const bool tells =
      (!has_no_expressions && (gathers || has_data(oid)) &&
       tells_of_kept_out(table, static_cast<Node*>(stringToNode(TextDatumGetCString(stored))))) ||
      (has_kept_out(table, form->stxkeys) && has_data(oid));
  if (tells)
    finding->add_problem(psprintf(
        "by statistics %1$s EXPLAIN tells clients of texts of others: run DROP STATISTICS %1$s",
        qualified(form->stxnamespace, NameStr(form->stxname))));
  ReleaseSysCache(tuple);
}

}  // namespace

void check_statistics(Finding* columns, Relation table) {
  ListCell* cell;
  foreach (cell, RelationGetIndexList(table)) check_index(columns, table, lfirst_oid(cell));
  foreach (cell, RelationGetStatExtList(table)) check_object(columns, table, lfirst_oid(cell));
}

}  // namespace care
