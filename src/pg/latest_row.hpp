// The latest version of a row by its key, of the journal's tables, an account or an archived task:
// around the executor, and in no snapshot. Never of a task.
//
// Everything here may longjmp and is trivially destructible.
#pragma once

#include "core/uuid.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "storage/buf.h"
#include "storage/itemptr.h"
}

namespace pg {

// Where a row was when it was last seen: looked at first, and believed only if it is still there.
// It spares whoever comes back to the same row the way through the index.
struct RowPlace {
  Oid table;
  todo::Uuid key;
  ItemPointerData tid;
  Buffer buffer;
};

// Fills `slot` with the latest version of the row whose key, column `key`, is the UUID: the last
// that was committed, or this transaction's own. False when there is none. Locks nothing.
bool find_latest_row(Relation table, AttrNumber key, const todo::Uuid& uuid, RowPlace* place,
                     TupleTableSlot* slot);
// Whether this transaction has written what find_latest_row() has found.
bool is_own_version(TupleTableSlot* slot);
// Whether another transaction has written a newer version of what was locked, or is about to.
bool is_being_updated(TupleTableSlot* slot);
// Says that the row is now where the slot is.
void note_place(RowPlace* place, Relation table, const todo::Uuid& uuid, TupleTableSlot* slot);

}  // namespace pg
