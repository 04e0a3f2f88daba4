// Table access around the executor, to read: for the extension's own tables and for what must be
// known before anybody is signed in. Never for users' tasks.
//
// Everything here may longjmp and is trivially destructible.
#pragma once

#include <type_traits>

#include "pg/postgres.hpp"

extern "C" {
#include "access/genam.h"
#include "access/skey.h"
}

namespace pg {

// A table of schema todo by name; InvalidOid when there is none.
Oid find_table_if_any(const char* name);
// The same; undefined_table with a hint when it is gone.
Oid find_table(const char* name);

// What table access relies on, since nothing else would check it: an ordinary table, and a column
// of that name and type, or of one that is stored the same. The owner may have altered either.
void check_is_table(Relation table);
AttrNumber find_column(Relation table, const char* name, Oid type);

struct Column {
  const char* name;
  Oid type;
};

// `column` equals `value`; a text in collation "C".
ScanKeyData scan_key(Relation table, const Column& column, RegProcedure equals, Datum value);

// A whole index that begins with the columns of `keys`, which are put in its order, and is ready to
// be read: the primary key, as shipped; InvalidOid when there is none, since the owner may have
// altered all.
Oid index_of(Relation table, ScanKeyData* keys, int count);

// Gives every row that `keys` find in the snapshot to take(HeapTuple), until that returns false.
// Without keys all rows; fast where an index begins with their columns.
template <class Take>
void read_rows(Relation table, ScanKeyData* keys, int count, Snapshot snapshot, Take take) {
  static_assert(std::is_trivially_destructible_v<Take>, "a jump would skip its destructor");
  const Oid index = count > 0 ? index_of(table, keys, count) : InvalidOid;
  SysScanDesc scan = systable_beginscan(table, index, OidIsValid(index), snapshot, count, keys);
  HeapTuple tuple;
  do tuple = systable_getnext(scan);
  while (HeapTupleIsValid(tuple) && take(tuple));
  systable_endscan(scan);
}
// The place of the first of them; false when there is none.
bool find_row(Relation table, ScanKeyData* keys, int count, Snapshot snapshot, ItemPointer tid);

}  // namespace pg
