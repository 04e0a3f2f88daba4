// Table access around the executor, for the journal's own tables: no client writes them, so they
// are written as PostgreSQL writes its catalogs, without privileges of the caller. Accounts are
// looked for and locked so, and the archive is looked into. Users' tasks are never written so.
//
// Everything here may longjmp and is trivially destructible; after an error the transaction's end
// releases what is open.
#pragma once

#include "pg/kept_columns.hpp"
#include "pg/latest_row.hpp"

extern "C" {
#include "access/tableam.h"
#include "nodes/execnodes.h"
}

namespace pg {

// Locks, into `slot`, the latest version of the row that `keys` find, until the transaction ends.
// TM_Ok, or TM_Deleted when there is none, or, with LockWaitSkip, TM_WouldBlock.
TM_Result lock_row(Relation table, ScanKeyData* keys, int count, LockTupleMode mode,
                   LockWaitPolicy wait, TupleTableSlot* slot);

class TableWriter {
 public:
  // The columns of `table` are those that the caller fills; others are stored with their defaults.
  // CHECKs and generated columns of the owner's are seen to; foreign keys and triggers are not.
  // Arrays of values below are in their order. The first one is the row's key where find(),
  // lock() and exists() are called, and a UUID.
  static TableWriter open(KeptTable* table);
  void close();

  // Rows may be held back and written together; flush() writes them.
  void insert(const Datum* values, const bool* nulls);
  void flush();

  // The row of that key in its latest version, which may change the next moment. False when there
  // is none. `values` is filled and lives until the next find() or lock(); a null reads as 0.
  // `place`, which may be null: where to look first, and where it was found.
  bool find(const todo::Uuid& key, Datum* values, RowPlace* place = nullptr);
  // The same, and locked against other writers until the transaction ends. It waits for whoever has
  // it. With `busy` it does not wait, and sets it when somebody has the row.
  bool lock(const todo::Uuid& key, Datum* values, bool* busy = nullptr, RowPlace* place = nullptr);
  // Whether there is such a row, visible to a new snapshot. Locks nothing.
  bool exists(const todo::Uuid& key);
  // Whether the transaction has written a row, which is there, with that UUID in the column, by the
  // command or since.
  bool has_written(int column, const todo::Uuid& value, CommandId since);
  // Replaces the row that lock() has found last; `values` has no nulls.
  void update(const Datum* values, RowPlace* place = nullptr);
  // The same after find(). It waits for whoever has the row; false, and nothing done, when it was
  // changed since it was found, or when lock() and update() have to do it.
  bool try_update(const Datum* values, RowPlace* place = nullptr);
  // Deletes a row that was found under its user's lock; 40001 when another transaction has deleted
  // it since the snapshot that it was found in.
  void remove(const ItemPointerData& tid);

 private:
  static constexpr int kBatch = 64;
  AttrNumber attribute(int column) const { return columns_.number[column]; }
  bool has_other_columns() const;
  bool has_rules() const;
  void apply_rules(TupleTableSlot* slot);
  void prepare_defaults();
  void fill(TupleTableSlot* slot, const Datum* values, const bool* nulls);
  void read(Datum* values);
  TupleTableSlot* changed_row(const Datum* values);
  TM_Result replace(const Datum* values, RowPlace* place);
  void open_result();
  void insert_index_entries(TupleTableSlot* slot, NeededEntries entries);
  TupleTableSlot* make_slot();

  Relation table_;
  MemoryContext memory_;  // the opener's: rows may come from a shorter-lived one
  ColumnNumbers columns_;
  int count_;
  const char* shipped_check_;
  EState* estate_;
  ResultRelInfo* result_;  // opened with its indexes when it is needed first
  ExprState** defaults_;   // by attribute, null for ours and for those that have none
  TupleTableSlot* found_;  // what find() or lock() has found last
  todo::Uuid found_key_;
  TupleTableSlot* batch_[kBatch];
  int batch_slots_;  // made
  int batch_rows_;   // filled
};

}  // namespace pg
