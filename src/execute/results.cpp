#include "execute/results.hpp"

#include "pg/jsonb_reader.hpp"
#include "pg/receivers.hpp"

namespace execute {
namespace {

JsonbPair make_member(const char* key, const JsonbValue& value) {
  JsonbPair member{};
  member.key = pg::jsonb_string(key);
  member.value = value;
  return member;
}

template <std::size_t Count>
JsonbValue make_object(const JsonbPair (&members)[Count]) {
  auto* const copy = static_cast<JsonbPair*>(palloc(sizeof members));
  memcpy(copy, members, sizeof members);
  return pg::jsonb_object(copy, Count);
}

JsonbValue text_or_null(const char* text) {
  return text == nullptr || *text == '\0' ? pg::jsonb_null() : pg::jsonb_string(pstrdup(text));
}

// Rows, as the elements of an array.
class RowCollector {
 public:
  explicit RowCollector(MemoryContext memory) : state_{} {
    state_.base = pg::make_receiver(receive_slot, start);
    state_.memory = memory;
  }
  DestReceiver* receiver() { return &state_.base; }
  JsonbValue rows() const { return pg::jsonb_array(state_.rows, state_.count); }
  // The one row, or null.
  JsonbValue row() const { return state_.count > 0 ? state_.rows[0] : pg::jsonb_null(); }

 private:
  struct State {
    DestReceiver base;
    MemoryContext memory;
    const pg::JsonbRowShape* shape;
    JsonbValue* rows;
    int count;
    int capacity;
  };

  static void start(DestReceiver* self, int, TupleDesc row) {
    auto* const state = reinterpret_cast<State*>(self);
    const MemoryContext before = MemoryContextSwitchTo(state->memory);
    state->shape = pg::jsonb_row_shape(row);
    state->capacity = 64;
    state->rows = static_cast<JsonbValue*>(palloc(sizeof(JsonbValue) * state->capacity));
    MemoryContextSwitchTo(before);
  }

  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self) {
    auto* const state = reinterpret_cast<State*>(self);
    slot_getallattrs(slot);
    const MemoryContext before = MemoryContextSwitchTo(state->memory);
    if (state->count == state->capacity) {
      state->capacity *= 2;
      state->rows = static_cast<JsonbValue*>(
          repalloc_huge(state->rows, sizeof(JsonbValue) * state->capacity));
    }
    state->rows[state->count++] = pg::jsonb_row(state->shape, slot);
    MemoryContextSwitchTo(before);
    return true;
  }

  State state_;
};

}  // namespace

// Members in jsonb's order: the shorter key first.
JsonbValue make_success(const JsonbValue& result) {
  return make_object({make_member("ok", pg::jsonb_boolean(true)), make_member("result", result)});
}

JsonbValue make_failure(const Failure& failure) {
  const JsonbValue error =
      make_object({make_member("hint", text_or_null(failure.hint)),
                   make_member("detail", text_or_null(failure.detail)),
                   make_member("message", text_or_null(failure.message)),
                   make_member("sqlstate", text_or_null(failure.sqlstate)),
                   make_member("constraint", text_or_null(failure.constraint))});
  return make_object({make_member("ok", pg::jsonb_boolean(false)), make_member("error", error)});
}

std::optional<todo::Uuid> IdOf(const JsonbValue& result) {
  if (result.type != jbvObject) return std::nullopt;
  for (int i = 0; i < result.val.object.nPairs; ++i) {
    const JsonbPair& member = result.val.object.pairs[i];
    if (pg::TextOf(member.key) == "id" && member.value.type == jbvString)
      return todo::ParseUuid(pg::TextOf(member.value));
  }
  return std::nullopt;
}

// A todo.task.
JsonbValue Caller::task(Datum value) {
  const HeapTupleHeader row = DatumGetHeapTupleHeader(value);
  if (task_ == nullptr) {
    const TupleDesc type =
        lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
    task_shape_ = pg::jsonb_row_shape(type);
    task_ = MakeSingleTupleTableSlot(type, &TTSOpsVirtual);  // last: it says that all is made
  }
  HeapTupleData tuple{};
  tuple.t_len = HeapTupleHeaderGetDatumLength(row);
  tuple.t_data = row;
  heap_deform_tuple(&tuple, task_->tts_tupleDescriptor, task_->tts_values, task_->tts_isnull);
  return pg::jsonb_row(task_shape_, task_);
}

JsonbValue Caller::call(Function* function, const NullableDatum* arguments) {
  const MemoryContext left_behind =
      AllocSetContextCreate(CurrentMemoryContext, "todo command", ALLOCSET_DEFAULT_SIZES);
  const MemoryContext before = MemoryContextSwitchTo(left_behind);
  RowCollector collector(memory_);
  const pg::FunctionResult result = function->call(arguments, collector.receiver());
  MemoryContextSwitchTo(memory_);
  JsonbValue made;
  switch (function->shape()) {
    case ResultShape::kTask:
      made = result.is_null ? collector.row() : task(result.value);
      break;
    case ResultShape::kRows:
      made = collector.rows();
      break;
    case ResultShape::kValue:
      made = pg::jsonb_value(result.type, result.value, result.is_null);
      break;
  }
  MemoryContextSwitchTo(before);
  MemoryContextDelete(left_behind);
  return made;
}

}  // namespace execute
