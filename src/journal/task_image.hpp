// A row of todo.tasks as the journal sees it: the columns of the API, found by name in a slot.
#pragma once

#include "core/task_change.hpp"
#include "core/uuid.hpp"
#include "pg/kept_columns.hpp"

namespace journal {

// kTitle to kCompletedAt are what an event records, in the order of jsonb keys: by length, then
// bytes.
enum TaskField {
  kTitle,
  kVersion,
  kCompleted,
  kCreatedAt,
  kDeletedAt,
  kUpdatedAt,
  kDescription,
  kCompletedAt,
  kRecordedFields,
  kId = kRecordedFields,
  kUserId,
  kAllFields
};

// Where the columns are: the table belongs to the user, who may reorder them.
struct TaskLayout {
  pg::ColumnNumbers columns;  // by field

  static TaskLayout find(Relation tasks);
  int at(int field) const { return columns.number[field] - 1; }
  Datum value(TupleTableSlot* slot, int field) const { return slot->tts_values[at(field)]; }
  bool is_null(TupleTableSlot* slot, int field) const { return slot->tts_isnull[at(field)]; }
  // kId or kUserId. Not_null_violation when it is null. May longjmp.
  todo::Uuid uuid(TupleTableSlot* slot, int field) const;
  todo::TaskStatus status(TupleTableSlot* slot) const;
  bool differs(TupleTableSlot* before, TupleTableSlot* after, int field) const;
  bool any_differs(TupleTableSlot* before, TupleTableSlot* after) const;
};

// {"old": {…}, "new": {…}}: of an update the fields that differ; of a task that came into being or
// went (the other slot is null) every field. May longjmp.
Jsonb* make_changes(const TaskLayout& layout, TupleTableSlot* before, TupleTableSlot* after);

}  // namespace journal
