// Where a statement's rows go, straight from the executor: the caller's result set, one composite
// value, or JSON text. The receivers themselves are plain C to the executor: they may longjmp,
// never throw.
#pragma once

#include "core/uuid.hpp"
#include "pg/value.hpp"

namespace pg {

// For a receiver of a room's own: one whose start and rows are these, and that needs no end.
DestReceiver make_receiver(bool (*receive)(TupleTableSlot*, DestReceiver*),
                           void (*start)(DestReceiver*, int, TupleDesc));

// What a receiver relies on, since nobody else checks what the owner of the tables may have
// altered: that a column of a statement's rows (from 0) is stored as values of the type are, 42804;
// that a value is there, 23502. `row` is what the receiver starts with: in slots columns may have
// no names.
void check_column(TupleDesc row, int column, Oid type);
void check_value(TupleDesc row, const TupleTableSlot* slot, int column);

// The rows become the function's result set. The function returns (Datum)0.
DestReceiver* ReceiveIntoResultSet(FunctionCallInfo fcinfo);

// The columns of one row, bigint, boolean or timestamptz, for C++ itself. A null counts as 0.
class BigintReceiver {
 public:
  static constexpr int kMaxColumns = 5;
  BigintReceiver();
  DestReceiver* receiver() { return &state_.base; }
  std::int64_t operator[](int column) const { return state_.values[column]; }

 private:
  struct State {
    DestReceiver base;
    std::int64_t values[kMaxColumns];
  };
  static void start(DestReceiver* self, int operation, TupleDesc row);
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self);
  State state_;
};

// The first column of every row, for C++ itself: values of a fixed size that are passed by
// reference, such as uuid and tid. A null is refused.
template <class Value>
class ListReceiver {
 public:
  ListReceiver() : state_{} {
    state_.base = make_receiver(receive_slot, [](DestReceiver* self, int, TupleDesc row) {
      check_column(row, 0, TypeOf<Value>::kOid);
      reinterpret_cast<State*>(self)->row = row;
    });
    state_.memory = CurrentMemoryContext;
  }
  DestReceiver* receiver() { return &state_.base; }
  const Value* begin() const { return state_.values; }
  const Value* end() const { return state_.values + state_.count; }
  std::size_t size() const { return state_.count; }

 private:
  struct State {
    DestReceiver base;
    TupleDesc row;
    MemoryContext memory;
    Value* values;
    std::size_t count;
    std::size_t capacity;
  };
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self) {
    auto* const state = reinterpret_cast<State*>(self);
    slot_getallattrs(slot);
    check_value(state->row, slot, 0);
    if (state->count == state->capacity) {
      state->capacity = state->capacity == 0 ? 64 : state->capacity * 2;
      const Size size = state->capacity * sizeof(Value);
      state->values =
          static_cast<Value*>(state->values == nullptr ? MemoryContextAllocHuge(state->memory, size)
                                                       : repalloc_huge(state->values, size));
    }
    memcpy(&state->values[state->count++], DatumGetPointer(slot->tts_values[0]), sizeof(Value));
    return true;
  }
  State state_;
};

// The one row becomes the function's result, a composite of the type that the function declares.
class CompositeReceiver {
 public:
  explicit CompositeReceiver(FunctionCallInfo fcinfo);
  DestReceiver* receiver() { return &state_.base; }
  bool found() const { return state_.found; }
  Datum row() const { return state_.row; }

 private:
  struct State {
    DestReceiver base;  // first: the executor knows no more of it
    TupleDesc columns;
    MemoryContext memory;
    Oid type;
    bool found;
    Datum row;
  };
  static void start(DestReceiver* self, int operation, TupleDesc row);
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self);
  State state_;
};

// The parts of JsonReceiver, for others. From column `first` on (from 0); both may longjmp.
struct JsonColumn;
const JsonColumn* json_columns(TupleDesc row, int first);
void append_json_object(StringInfo text, TupleTableSlot* slot, const JsonColumn* columns,
                        int first);

// Rows as JSON objects, separated by commas, appended to text that the caller owns. A column's name
// is its key. Columns: uuid, text, boolean, int4, int8, timestamptz, and what is stored the same,
// such as varchar.
class JsonReceiver {
 public:
  // At most `max_rows` are written; more() tells whether there were others. `text` outlives this.
  JsonReceiver(StringInfo text, std::int64_t max_rows);
  DestReceiver* receiver() { return &state_.base; }
  bool more() const { return state_.more; }
  // The last row that was written, the columns `time` and `id` of it (from 1); for a cursor.
  void KeepKey(int time_column, int id_column);
  std::int64_t last_time() const { return state_.last_time; }
  const todo::Uuid& last_id() const { return state_.last_id; }

 private:
  struct State {
    DestReceiver base;
    TupleDesc row;
    StringInfo text;
    std::int64_t max_rows;
    std::int64_t rows;
    bool more;
    int time_column;  // 0: no key is kept
    int id_column;
    std::int64_t last_time;
    todo::Uuid last_id;
    const JsonColumn* columns;
  };
  static void start(DestReceiver* self, int operation, TupleDesc row);
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self);
  State state_;
};

}  // namespace pg
