#include "journal/task_image.hpp"

#include "pg/jsonb_values.hpp"
#include "pg/value.hpp"

extern "C" {
#include "utils/datum.h"
}

namespace journal {

namespace {

constexpr pg::Column kFields[kAllFields] = {{"title", TEXTOID},
                                            {"version", INT4OID},
                                            {"completed", BOOLOID},
                                            {"created_at", TIMESTAMPTZOID},
                                            {"deleted_at", TIMESTAMPTZOID},
                                            {"updated_at", TIMESTAMPTZOID},
                                            {"description", TEXTOID},
                                            {"completed_at", TIMESTAMPTZOID},
                                            {"id", UUIDOID},
                                            {"user_id", UUIDOID}};
constinit pg::KeptColumns fields(kFields);

}  // namespace

TaskLayout TaskLayout::find(Relation tasks) {
  return {fields.in(tasks)};
}

// Its owner may have let the table take nulls.
todo::Uuid TaskLayout::uuid(TupleTableSlot* slot, int field) const {
  if (is_null(slot, field))
    ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
                    errmsg("a task has no value in column \"%s\"", kFields[field].name)));
  return pg::uuid_from_datum(value(slot, field));
}

todo::TaskStatus TaskLayout::status(TupleTableSlot* slot) const {
  return {DatumGetBool(value(slot, kCompleted)), !is_null(slot, kDeletedAt)};
}

bool TaskLayout::differs(TupleTableSlot* before, TupleTableSlot* after, int field) const {
  if (is_null(before, field) != is_null(after, field)) return true;
  if (is_null(before, field)) return false;
  const Form_pg_attribute attribute_form = TupleDescAttr(before->tts_tupleDescriptor, at(field));
  return !datum_image_eq(value(before, field), value(after, field), attribute_form->attbyval,
                         attribute_form->attlen);
}

bool TaskLayout::any_differs(TupleTableSlot* before, TupleTableSlot* after) const {
  for (int field = 0; field < kRecordedFields; ++field)
    if (differs(before, after, field)) return true;
  return false;
}

namespace {

struct Object {
  JsonbPair pairs[kRecordedFields];
  int count = 0;

  // In the order of keys, each once: what JsonbValueToJsonb takes without sorting.
  void add(const char* key, const JsonbValue& value) {
    pairs[count].key = pg::jsonb_string(key);
    pairs[count].value = value;
    ++count;
  }
  void add(const TaskLayout& layout, TupleTableSlot* slot, int field) {
    const pg::Column& column = kFields[field];
    add(column.name,
        pg::jsonb_value(column.type, layout.value(slot, field), layout.is_null(slot, field)));
  }
  JsonbValue value() { return pg::jsonb_object(pairs, count); }
};

}  // namespace

Jsonb* make_changes(const TaskLayout& layout, TupleTableSlot* before, TupleTableSlot* after) {
  Object new_fields;
  Object old_fields;
  for (int field = 0; field < kRecordedFields; ++field) {
    if (before != nullptr && after != nullptr && !layout.differs(before, after, field)) continue;
    if (after != nullptr) new_fields.add(layout, after, field);
    if (before != nullptr) old_fields.add(layout, before, field);
  }
  Object changes;
  if (after != nullptr) changes.add("new", new_fields.value());
  if (before != nullptr) changes.add("old", old_fields.value());
  JsonbValue root = changes.value();
  return JsonbValueToJsonb(&root);
}

}  // namespace journal
