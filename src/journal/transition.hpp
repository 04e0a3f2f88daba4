// The rows that a statement changed, as its trigger is told: old and new side by side.
#pragma once

#include "journal/task_image.hpp"
#include "pg/postgres.hpp"

namespace journal {

// The id of the command that fired the trigger.
CommandId statement_command();

// Walks the changed rows. A slot is null when the task was not there before, or is not there after.
// Everything here may longjmp and is trivially destructible.
class TransitionReader {
 public:
  static TransitionReader begin(TriggerData* trigger);
  // From the first row (again).
  void rewind();
  bool next();
  void end();

  TupleTableSlot* before() const { return before_; }
  TupleTableSlot* after() const { return after_; }

 private:
  struct Source {
    Tuplestorestate* store;
    int pointer;
    TupleTableSlot* slot;
  };
  static Source open(Tuplestorestate* store, TupleDesc row);
  static void rewind_source(Source* source);
  static TupleTableSlot* next_of(Source* source);
  static void close(Source* source);

  Source old_;
  Source new_;
  Relation truncated_;  // TRUNCATE tells no rows: the table itself is read
  TableScanDesc scan_;
  TupleTableSlot* scanned_;
  Snapshot snapshot_;
  TupleTableSlot* before_;
  TupleTableSlot* after_;
};

}  // namespace journal
