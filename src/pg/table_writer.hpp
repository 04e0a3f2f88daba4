// Table access around the executor, for the journal's own tables: no client writes them, so they
// are written as PostgreSQL writes its catalogs, without privileges of the caller. Never for users'
// rows.
//
// Everything here may longjmp and is trivially destructible; after an error the transaction's end
// releases what is open.
#pragma once

#include "pg/table_reader.hpp"

extern "C" {
#include "access/tableam.h"
#include "nodes/execnodes.h"
}

namespace pg {

// Locks, into `slot`, the latest version of the row that the primary key finds, until the
// transaction ends. TM_Ok, or TM_Deleted when there is none, or, with LockWaitSkip, TM_WouldBlock.
TM_Result lock_by_primary_key(Relation table, ScanKeyData* keys, int count, LockTupleMode mode,
                              LockWaitPolicy wait, TupleTableSlot* slot);

class TableWriter {
 public:
  // `columns`: the columns that the caller fills, at most kMaxColumns literals; the place here is
  // the index in the arrays below. Others are stored with their defaults.
  static constexpr int kMaxColumns = 8;
  static TableWriter open(const char* table, const Column* columns, int count);
  void close();

  // Rows may be held back and written together; flush() writes them.
  void insert(const Datum* values, const bool* nulls);
  void flush();

  // The one row whose column `key` (which an index leads with) is the UUID, in its latest version,
  // locked against other writers until the transaction ends. It waits for whoever has it.
  // False when there is none. `values` is filled; a null reads as 0.
  // With `busy` it does not wait, and sets it when somebody has the row.
  bool lock(int key, Datum uuid, Datum* values, bool* busy = nullptr);
  // Whether there is such a row, visible to a new snapshot. Locks nothing.
  bool exists(int key, Datum uuid);
  // Replaces the row that lock() has found last; `values` has no nulls.
  void update(const Datum* values);
  // Deletes a row that nobody else can be changing.
  void remove(const ItemPointerData& tid);

 private:
  static constexpr int kBatch = 64;
  AttrNumber attribute(int column) const { return columns_[column]; }
  bool has_other_columns() const;
  void prepare_defaults();
  void fill(TupleTableSlot* slot, const Datum* values, const bool* nulls);
  ScanKeyData scan_key(int key, Datum uuid) const;
  void open_result();
  void insert_index_entries(TupleTableSlot* slot);
  TupleTableSlot* make_slot();

  Relation table_;
  MemoryContext memory_;  // the opener's: rows may come from a shorter-lived one
  AttrNumber columns_[kMaxColumns];
  int count_;
  EState* estate_;
  ResultRelInfo* result_;  // opened with its indexes when it is needed first
  ExprState** defaults_;   // by attribute, null for ours and for those that have none
  TupleTableSlot* locked_;
  TupleTableSlot* batch_[kBatch];
  int batch_slots_;  // made
  int batch_rows_;   // filled
};

}  // namespace pg
