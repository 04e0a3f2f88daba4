// changes_since and task_history: what stands in the journal, for a client that keeps a copy.
#include <cstdlib>

#include "core/error.hpp"
#include "core/page_size.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace journal {
namespace {

using pg::Access;

// Each task by its last event alone, so that it comes once, in its state now. What is of one task
// is looked for as a range, in the order of the index that begins with the task: no other has that
// order (see pg/planner.cpp). By "=" it could as well be looked for among all that the user has,
// and would be wherever statistics are missing or old.
constinit pg::Statement<std::int64_t, std::int64_t> select_changes{
    Access::kRead,
    "SELECT e.seq, e.task_id, t.deleted_at IS NOT NULL OR t.id IS NULL, t.*"
    " FROM (SELECT seq, task_id FROM todo.events e"
    " WHERE " TODO_IS_MINE
    " AND seq OPERATOR(pg_catalog.>) $1"
    " AND seq OPERATOR(pg_catalog.=) (SELECT last.seq FROM todo.events last"
    " WHERE last.task_id OPERATOR(pg_catalog.>=) e.task_id"
    " AND last.task_id OPERATOR(pg_catalog.<=) e.task_id AND last." TODO_IS_MINE
    " ORDER BY last.task_id DESC, last.seq DESC LIMIT 1) ORDER BY seq LIMIT $2) e"
    " LEFT JOIN LATERAL (SELECT " TODO_TASK_COLUMNS
    " FROM todo.tasks WHERE id OPERATOR(pg_catalog.>=) e.task_id"
    " AND id OPERATOR(pg_catalog.<=) e.task_id AND " TODO_IS_MINE
    " ORDER BY id LIMIT 1) t ON true"
    " ORDER BY e.seq"};

constinit pg::Statement<todo::Uuid, std::int64_t, std::int64_t> select_history{
    Access::kRead,
    "SELECT seq, task_id, kind, changes, actor, recorded_at FROM todo.events"
    " WHERE task_id OPERATOR(pg_catalog.=) $1 AND seq OPERATOR(pg_catalog.<) $2"
    " AND " TODO_IS_MINE " ORDER BY seq DESC LIMIT $3"};

// A client that starts from nothing needs no tombstones, and the last event of each task that is
// there is kept, unless it was loaded without one. While it reads what is reduced, its rows have
// negative numbers, so that it can go on from there and is not taken for one that stopped there
// before the tombstones went. Any other cursor is good while nothing after it is gone. One from a
// future, of before an older backup was restored, is not, until the numbers reach it.
void CheckKept(std::int64_t since, const ReadableCounters& counters) {
  const std::int64_t from = since > 0 ? counters.trimmed_seq : -counters.trimmed_seq;
  if (since == 0 || (since >= from && since <= counters.seq)) return;
  throw todo::Error(todo::errors::kCursorGone, "since is " + std::to_string(since) +
                                                   "; events are kept from " +
                                                   std::to_string(counters.trimmed_seq) + " to " +
                                                   std::to_string(counters.seq) + ".");
}

// Rows of (seq, task_id, deleted, the task's columns …) become todo.task_change, the task as JSON.
// A row is held until the next one tells whether it is the last of those that are reduced: that one
// takes the number `reduced` itself, from where the log is whole, and those before it negative
// ones.
class ChangeReceiver {
 public:
  ChangeReceiver(FunctionCallInfo fcinfo, std::int64_t reduced, std::int64_t max_rows) : state_{} {
    state_.base = pg::make_receiver(receive_slot, start);
    state_.json = pg::Call([fcinfo] {
      InitMaterializedSRF(fcinfo, 0);
      return makeStringInfo();
    });
    state_.result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    state_.reduced = reduced;
    state_.max_rows = max_rows;
  }
  // Wants one row more than it returns.
  DestReceiver* receiver() { return &state_.base; }
  void Finish() {
    pg::Call([this] { put_held(&state_, true); });
  }

 private:
  enum Column { kSeq, kTaskId, kDeleted, kTask };
  struct State {
    DestReceiver base;
    ReturnSetInfo* result;
    const pg::JsonColumn* columns;
    std::int64_t reduced;
    std::int64_t max_rows;
    std::int64_t rows;
    bool held;
    std::int64_t seq;
    pg_uuid_t task_id;
    bool deleted;
    bool has_task;
    StringInfo json;
  };

  static void start(DestReceiver* self, int, TupleDesc row) {
    pg::check_column(row, kSeq, INT8OID);
    pg::check_column(row, kTaskId, UUIDOID);
    reinterpret_cast<State*>(self)->columns = pg::json_columns(row, kTask);
  }

  static void put_held(State* state, bool reduced_ends_here) {
    if (!state->held) return;
    std::int64_t seq = state->seq;
    if (seq <= state->reduced) seq = reduced_ends_here ? state->reduced : -seq;
    Datum values[] = {Int64GetDatum(seq), UUIDPGetDatum(&state->task_id),
                      BoolGetDatum(state->deleted), Datum{0}};
    bool nulls[] = {false, false, false, !state->has_task};
    if (state->has_task)
      values[kTask] =
          PointerGetDatum(cstring_to_text_with_len(state->json->data, state->json->len));
    tuplestore_putvalues(state->result->setResult, state->result->setDesc, values, nulls);
    if (state->has_task) pfree(DatumGetPointer(values[kTask]));
    state->held = false;
  }

  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self) {
    auto* const state = reinterpret_cast<State*>(self);
    slot_getallattrs(slot);
    const std::int64_t seq = DatumGetInt64(slot->tts_values[kSeq]);
    put_held(state, seq > state->reduced);
    if (state->rows++ == state->max_rows) return false;
    state->held = true;
    state->seq = seq;
    state->task_id = *DatumGetUUIDP(slot->tts_values[kTaskId]);
    state->deleted = DatumGetBool(slot->tts_values[kDeleted]);
    state->has_task = !slot->tts_isnull[kTask];
    resetStringInfo(state->json);
    if (state->has_task) pg::append_json_object(state->json, slot, state->columns, kTask);
    return true;
  }

  State state_;
};

Datum ChangesSince(FunctionCallInfo fcinfo) {
  const todo::Uuid user = identity::RequireUser();
  const pg::Args args(fcinfo);
  const std::int64_t since = args.BigInteger(0).value_or(0);
  const std::int32_t page_size = todo::CheckPageSize(args.Integer(1), 500);
  const ReadableCounters counters = ReadCounters(user).value_or(ReadableCounters{});
  CheckKept(since, counters);
  ChangeReceiver changes(fcinfo, since > 0 ? 0 : counters.trimmed_seq, page_size);
  if (since < counters.seq) {
    select_changes.Run(changes.receiver(), std::abs(since), page_size + 1);
    changes.Finish();
  }
  return Datum{0};
}

Datum TaskHistory(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  const pg::Args args(fcinfo);
  const todo::Uuid id = tasks::RequireTaskId(args, 0);
  const std::int32_t page_size = todo::CheckPageSize(args.Integer(1), 100);
  const std::int64_t before = args.BigInteger(2).value_or(PG_INT64_MAX);
  select_history.Run(pg::ReceiveIntoResultSet(fcinfo), id, before, page_size);
  return Datum{0};
}

}  // namespace
}  // namespace journal

TODO_FUNCTION(todo_changes_since, journal::ChangesSince);
TODO_FUNCTION(todo_task_history, journal::TaskHistory);
