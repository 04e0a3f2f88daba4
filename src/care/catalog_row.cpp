#include "care/catalog_row.hpp"

extern "C" {
#include "access/table.h"
#include "utils/fmgroids.h"
}

namespace care {

CatalogRow CatalogRow::find(Oid catalog, Oid index, AttrNumber key, Oid oid) {
  CatalogRow row{};
  if (!OidIsValid(oid)) return row;
  Relation table = table_open(catalog, AccessShareLock);
  ScanKeyData scan_key;
  ScanKeyInit(&scan_key, key, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(oid));
  SysScanDesc scan = systable_beginscan(table, index, true, nullptr, 1, &scan_key);
  const HeapTuple tuple = systable_getnext(scan);
  if (HeapTupleIsValid(tuple)) {
    row.tuple_ = heap_copytuple(tuple);
    row.columns_ = CreateTupleDescCopy(RelationGetDescr(table));
  }
  systable_endscan(scan);
  table_close(table, AccessShareLock);
  return row;
}

NullableDatum CatalogRow::field(AttrNumber column) const {
  NullableDatum field;
  field.value = heap_getattr(tuple_, column, columns_, &field.isnull);
  return field;
}

}  // namespace care
