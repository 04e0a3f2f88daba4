#include "journal/task_image.hpp"

#include "core/json_writer.hpp"
#include "pg/value.hpp"

extern "C" {
#include "utils/datum.h"
#include "utils/numeric.h"
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

JsonbValue make_string(const char* text, std::size_t size) {
  JsonbValue value;
  value.type = jbvString;
  value.val.string.val = const_cast<char*>(text);
  value.val.string.len = static_cast<int>(size);
  return value;
}

JsonbValue make_field(const TaskLayout& layout, TupleTableSlot* slot, int field) {
  JsonbValue json;
  if (layout.is_null(slot, field)) {
    json.type = jbvNull;
    return json;
  }
  const Datum value = layout.value(slot, field);
  switch (field) {
    case kTitle:
    case kDescription: {
      const auto* const string = DatumGetTextPP(value);
      return make_string(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string));
    }
    case kVersion:
      json.type = jbvNumeric;
      json.val.numeric = int64_to_numeric(DatumGetInt32(value));
      return json;
    case kCompleted:
      json.type = jbvBool;
      json.val.boolean = DatumGetBool(value);
      return json;
    default: {
      auto* const quoted = static_cast<char*>(palloc(todo::json::kTimestampMax));
      const char* const end = todo::json::WriteTimestamp(quoted, DatumGetTimestampTz(value));
      return make_string(quoted + 1, static_cast<std::size_t>(end - quoted) - 2);
    }
  }
}

struct Object {
  JsonbPair pairs[kRecordedFields];
  int count = 0;

  // In the order of keys, each once: what JsonbValueToJsonb takes without sorting.
  void add(const char* key, const JsonbValue& value) {
    pairs[count].key = make_string(key, strlen(key));
    pairs[count].value = value;
    ++count;
  }
  JsonbValue value() {
    JsonbValue object;
    object.type = jbvObject;
    object.val.object.nPairs = count;
    object.val.object.pairs = pairs;
    return object;
  }
};

}  // namespace

Jsonb* make_changes(const TaskLayout& layout, TupleTableSlot* before, TupleTableSlot* after) {
  Object new_fields;
  Object old_fields;
  for (int field = 0; field < kRecordedFields; ++field) {
    if (before != nullptr && after != nullptr && !layout.differs(before, after, field)) continue;
    if (after != nullptr) new_fields.add(kFields[field].name, make_field(layout, after, field));
    if (before != nullptr) old_fields.add(kFields[field].name, make_field(layout, before, field));
  }
  Object changes;
  if (after != nullptr) changes.add("new", new_fields.value());
  if (before != nullptr) changes.add("old", old_fields.value());
  JsonbValue root = changes.value();
  return JsonbValueToJsonb(&root);
}

}  // namespace journal
