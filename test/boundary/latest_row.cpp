// A row that others replace while it is looked for.
#include "pg/latest_row.hpp"

#include "pg/entry.hpp"
#include "pg/value.hpp"

extern "C" {
#include "access/table.h"
}

namespace boundary {
namespace {

// How often the row of a key was not found until its second column, a number, was `last`.
// table regclass, key uuid, last integer
Datum count_missed(FunctionCallInfo fcinfo) {
  Relation table = table_open(PG_GETARG_OID(0), AccessShareLock);
  const todo::Uuid key = pg::uuid_from_datum(PG_GETARG_DATUM(1));
  TupleTableSlot* const slot = table_slot_create(table, nullptr);
  MemoryContext each = AllocSetContextCreate(CurrentMemoryContext, "each", ALLOCSET_DEFAULT_SIZES);
  const MemoryContext before = MemoryContextSwitchTo(each);
  int64 missed = 0;
  for (int32 number = 0; number != PG_GETARG_INT32(2);) {
    CHECK_FOR_INTERRUPTS();
    MemoryContextReset(each);
    pg::RowPlace nowhere{};
    bool is_null;
    if (pg::find_latest_row(table, 1, key, &nowhere, slot))
      number = DatumGetInt32(slot_getattr(slot, 2, &is_null));
    else
      ++missed;
  }
  MemoryContextSwitchTo(before);
  ExecDropSingleTupleTableSlot(slot);
  table_close(table, AccessShareLock);
  PG_RETURN_INT64(missed);
}

}  // namespace
}  // namespace boundary

TODO_PLAIN_FUNCTION(todo_count_missed, boundary::count_missed);
