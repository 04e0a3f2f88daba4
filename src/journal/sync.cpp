// changes_since and task_history: what stands in the journal, for a client that keeps a copy.
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

// Each task by its last event alone, so that it comes once, in its state now.
constinit pg::Statement<std::int64_t, std::int64_t> select_changes{
    Access::kRead,
    "SELECT e.seq, e.task_id, t.deleted_at IS NOT NULL OR t.id IS NULL,"
    " t.id, t.user_id, t.title, t.description, t.completed, t.created_at, t.updated_at,"
    " t.deleted_at, t.completed_at, t.version"
    " FROM (SELECT seq, task_id FROM todo.events e"
    " WHERE " TODO_IS_MINE
    " AND seq OPERATOR(pg_catalog.>) $1"
    " AND NOT EXISTS (SELECT FROM todo.events later"
    " WHERE later.task_id OPERATOR(pg_catalog.=) e.task_id"
    " AND later.seq OPERATOR(pg_catalog.>) e.seq AND later." TODO_IS_MINE
    ") ORDER BY seq LIMIT $2) e"
    " LEFT JOIN todo.tasks t ON t.id OPERATOR(pg_catalog.=) e.task_id AND t." TODO_IS_MINE
    " ORDER BY e.seq"};

constinit pg::Statement<> oldest_event{
    Access::kRead, "SELECT seq FROM todo.events WHERE " TODO_IS_MINE " ORDER BY seq LIMIT 1"};

constinit pg::Statement<todo::Uuid, std::int64_t, std::int64_t> select_history{
    Access::kRead,
    "SELECT seq, task_id, kind, changes, actor, recorded_at FROM todo.events"
    " WHERE task_id OPERATOR(pg_catalog.=) $1 AND seq OPERATOR(pg_catalog.<) $2"
    " AND " TODO_IS_MINE " ORDER BY seq DESC LIMIT $3"};

// A cursor is good while every event after it is kept. One from a future, such as a copy of a
// database that was restored to an earlier time, is not.
void CheckKept(std::int64_t since, std::int64_t last) {
  if (since == last) return;
  pg::BigintReceiver oldest;
  const bool any = oldest_event.Run(oldest.receiver()) > 0;
  if (since > last || !any || oldest[0] > since + 1)
    throw todo::Error(todo::errors::kGone, "since is " + std::to_string(since) +
                                               "; the events that are kept end at " +
                                               std::to_string(last) + ".");
}

// Rows of (seq, task_id, deleted, the task's columns …) become todo.task_change, the task as JSON.
class ChangeReceiver {
 public:
  explicit ChangeReceiver(FunctionCallInfo fcinfo) : state_{} {
    state_.base = pg::make_receiver(receive_slot, start);
    state_.json = pg::Call([fcinfo] {
      InitMaterializedSRF(fcinfo, 0);
      return makeStringInfo();
    });
    state_.result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  }
  DestReceiver* receiver() { return &state_.base; }

 private:
  enum Column { kSeq, kTaskId, kDeleted, kTask };
  struct State {
    DestReceiver base;
    ReturnSetInfo* result;
    StringInfo json;
    const pg::JsonColumn* columns;
  };

  static void start(DestReceiver* self, int, TupleDesc row) {
    reinterpret_cast<State*>(self)->columns = pg::json_columns(row, kTask);
  }

  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self) {
    auto* const state = reinterpret_cast<State*>(self);
    slot_getallattrs(slot);
    Datum values[] = {slot->tts_values[kSeq], slot->tts_values[kTaskId], slot->tts_values[kDeleted],
                      Datum{0}};
    bool nulls[] = {false, false, false, slot->tts_isnull[kTask]};
    if (!nulls[kTask]) {
      resetStringInfo(state->json);
      pg::append_json_object(state->json, slot, state->columns, kTask);
      values[kTask] =
          PointerGetDatum(cstring_to_text_with_len(state->json->data, state->json->len));
    }
    tuplestore_putvalues(state->result->setResult, state->result->setDesc, values, nulls);
    if (!nulls[kTask]) pfree(DatumGetPointer(values[kTask]));
    return true;
  }

  State state_;
};

Datum ChangesSince(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  const pg::Args args(fcinfo);
  const std::int64_t since = args.BigInteger(0).value_or(0);
  const std::int32_t page_size = todo::CheckPageSize(args.Integer(1), 500);
  if (since < 0) todo::errors::ThrowBadArgument("since must not be negative");
  ChangeReceiver changes(fcinfo);
  const std::int64_t last = ReadCounters().seq;
  CheckKept(since, last);
  if (since < last) select_changes.Run(changes.receiver(), since, page_size);
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
