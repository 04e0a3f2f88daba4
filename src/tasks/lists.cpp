#include "tasks/lists.hpp"

#include "core/error.hpp"
#include "core/page_size.hpp"
#include "identity/identity.hpp"
#include "pg/entry.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace tasks {
namespace {

using pg::Access;
using pg::Timestamp;
using todo::Uuid;

// One statement a shape, not one with `$1 IS NULL OR …`: each has the index that serves it.
#define TODO_LIST(rows, conditions, time)                                                    \
  "SELECT " TODO_TASK_COLUMNS " FROM todo.tasks WHERE " TODO_IS_MINE " AND " rows conditions \
  " ORDER BY " time " DESC, id DESC"
#define TODO_AFTER(time) " AND (" time ", id) OPERATOR(pg_catalog.<) ($1, $2)"
// All are the open and the done ones, merged: each in the order of its index.
#define TODO_ALL(conditions) \
  "(" TODO_LIST(TODO_IS_ACTIVE, " AND NOT completed" conditions, "created_at") ") UNION" \
  " ALL (" TODO_LIST(TODO_IS_ACTIVE, " AND completed" conditions, "created_at") ")"      \
  " ORDER BY created_at DESC, id DESC"

constinit pg::Statement<std::int64_t> list_all{Access::kRead, TODO_ALL("") " LIMIT $1"};
constinit pg::Statement<Timestamp, Uuid, std::int64_t> list_all_after{
    Access::kRead, TODO_ALL(TODO_AFTER("created_at")) " LIMIT $3"};
constinit pg::Statement<bool, std::int64_t> list_by_state{
    Access::kRead, TODO_LIST(TODO_IS_ACTIVE, " AND completed OPERATOR(pg_catalog.=) $1",
                             "created_at") " LIMIT $2"};
constinit pg::Statement<Timestamp, Uuid, bool, std::int64_t> list_by_state_after{
    Access::kRead,
    TODO_LIST(TODO_IS_ACTIVE, " AND completed OPERATOR(pg_catalog.=) $3" TODO_AFTER("created_at"),
              "created_at") " LIMIT $4"};
constinit pg::Statement<std::int64_t> list_deleted{
    Access::kRead, TODO_LIST("deleted_at IS NOT NULL", "", "deleted_at") " LIMIT $1"};
constinit pg::Statement<Timestamp, Uuid, std::int64_t> list_deleted_after{
    Access::kRead,
    TODO_LIST("deleted_at IS NOT NULL", TODO_AFTER("deleted_at"), "deleted_at") " LIMIT $3"};

Datum List(FunctionCallInfo fcinfo, const todo::ListKind& kind, int page_size_argument) {
  const Uuid user = identity::RequireUser();
  const pg::Args args(fcinfo);
  const PageRequest page =
      CheckPage(kind, args.Integer(page_size_argument), args.Text(page_size_argument + 1), user);
  RunList(page, page.page_size, pg::ReceiveIntoResultSet(fcinfo));
  return Datum{0};
}

Datum ListTasks(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  return List(fcinfo, {todo::ListOrder::kNewestFirst, args.Boolean(0)}, 1);
}

Datum ListTrash(FunctionCallInfo fcinfo) {
  return List(fcinfo, {todo::ListOrder::kLatestDeletedFirst, std::nullopt}, 0);
}

// What a cursor needs of a row. A row says by itself which lists it can come from.
struct RowKey {
  Uuid user;
  todo::Cursor cursor;
};

std::optional<RowKey> row_key(HeapTupleHeader row) {
  const auto column = [row](TaskColumn number) {
    NullableDatum value{};
    value.value = GetAttributeByNum(row, static_cast<AttrNumber>(number), &value.isnull);
    return value;
  };
  const NullableDatum id = column(kId);
  const NullableDatum user = column(kUserId);
  const NullableDatum completed = column(kCompleted);
  const NullableDatum created_at = column(kCreatedAt);
  const NullableDatum deleted_at = column(kDeletedAt);
  if (id.isnull || user.isnull || completed.isnull || created_at.isnull) return std::nullopt;
  const bool in_trash = !deleted_at.isnull;
  RowKey key{};
  key.user = pg::uuid_from_datum(user.value);
  key.cursor.id = pg::uuid_from_datum(id.value);
  key.cursor.order =
      in_trash ? todo::ListOrder::kLatestDeletedFirst : todo::ListOrder::kNewestFirst;
  key.cursor.time = DatumGetTimestampTz(in_trash ? deleted_at.value : created_at.value);
  key.cursor.filter = in_trash                        ? todo::ListFilter::kAll
                      : DatumGetBool(completed.value) ? todo::ListFilter::kAllOrDone
                                                      : todo::ListFilter::kAllOrOpen;
  return key;
}

Datum TaskCursor(FunctionCallInfo fcinfo) {
  const HeapTupleHeader row = pg::Args(fcinfo).Row(0);
  const std::optional<RowKey> key = pg::Call([row] { return row_key(row); });
  if (!key) todo::errors::ThrowBadArgument("this row is not a task");
  const std::string cursor = EncodeCursor(key->cursor, key->user);
  const std::string_view text = cursor;
  return pg::Call([text] { return pg::TypeOf<std::string_view>::to_datum(text); });
}

}  // namespace

PageRequest CheckPage(const todo::ListKind& kind, std::optional<std::int32_t> page_size,
                      const std::optional<std::string_view>& page_cursor, const Uuid& user) {
  constexpr std::int32_t kUsual = 50;
  PageRequest page{kind, todo::CheckPageSize(page_size, kUsual), std::nullopt};
  if (page_cursor) page.from = todo::DecodeCursor(*page_cursor, user, kind);
  return page;
}

void RunList(const PageRequest& page, std::int64_t max_rows, DestReceiver* receiver) {
  const std::optional<bool> completed = page.kind.completed;
  const bool trash = page.kind.order == todo::ListOrder::kLatestDeletedFirst;
  if (!page.from) {
    if (trash)
      list_deleted.Run(receiver, max_rows);
    else if (completed)
      list_by_state.Run(receiver, *completed, max_rows);
    else
      list_all.Run(receiver, max_rows);
    return;
  }
  const Timestamp time{page.from->time};
  if (trash)
    list_deleted_after.Run(receiver, time, page.from->id, max_rows);
  else if (completed)
    list_by_state_after.Run(receiver, time, page.from->id, *completed, max_rows);
  else
    list_all_after.Run(receiver, time, page.from->id, max_rows);
}

}  // namespace tasks

TODO_FUNCTION(todo_list_tasks, tasks::ListTasks);
TODO_FUNCTION(todo_list_trash, tasks::ListTrash);
TODO_FUNCTION(todo_task_cursor, tasks::TaskCursor);
