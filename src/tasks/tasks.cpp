// One task at a time: get, update, complete, reopen, toggle, delete, restore.
#include "core/error.hpp"
#include "core/task_patch.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "journal/reason.hpp"
#include "pg/entry.hpp"
#include "pg/jsonb_reader.hpp"
#include "pg/receivers.hpp"
#include "pg/shared_columns.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace tasks {
namespace {

using pg::Access;
using todo::Uuid;
using Text = std::optional<std::string_view>;
using Version = std::optional<std::int32_t>;

// $1 is the task's id in every statement here.
#define TODO_MY_TASK " WHERE id OPERATOR(pg_catalog.=) $1 AND " TODO_IS_MINE
#define TODO_MY_ACTIVE_TASK TODO_MY_TASK " AND " TODO_IS_ACTIVE
#define TODO_VERSION_IS(parameter) \
  " AND coalesce(version OPERATOR(pg_catalog.=) " parameter ", true)"
#define TODO_RETURNING " RETURNING " TODO_TASK_COLUMNS

constinit pg::Statement<Uuid> select_task{
    Access::kRead, "SELECT " TODO_TASK_COLUMNS " FROM todo.tasks" TODO_MY_ACTIVE_TASK};

// The same in a snapshot of its own, for what an UPDATE did not find; and for a DELETE.
constinit pg::Statement<Uuid> select_task_now{
    Access::kWrite, "SELECT " TODO_TASK_COLUMNS " FROM todo.tasks" TODO_MY_ACTIVE_TASK};
constinit pg::Statement<Uuid> select_any_task_now{Access::kWrite,
                                                  "SELECT FROM todo.tasks" TODO_MY_TASK};

constinit pg::Statement<Uuid, Text, bool, Text, std::optional<bool>, Version> update_task{
    Access::kWrite,
    "UPDATE todo.tasks SET title = coalesce($2, title),"
    " description = CASE WHEN $3 THEN $4 ELSE description END,"
    " completed = coalesce($5, completed)" TODO_MY_ACTIVE_TASK TODO_VERSION_IS("$6")
        TODO_RETURNING};

constinit pg::Statement<Uuid> toggle_task{
    Access::kWrite,
    "UPDATE todo.tasks SET completed = NOT completed" TODO_MY_ACTIVE_TASK TODO_RETURNING};

constinit pg::Statement<Uuid> trash_task{
    Access::kWrite,
    "UPDATE todo.tasks SET deleted_at = pg_catalog.now()" TODO_MY_ACTIVE_TASK TODO_RETURNING};

constinit pg::Statement<Uuid> delete_task_for_good{
    Access::kWrite, "DELETE FROM todo.tasks" TODO_MY_TASK TODO_RETURNING};

#define TODO_MY_TRASHED_TASK TODO_MY_TASK " AND deleted_at IS NOT NULL"
constinit pg::Statement<Uuid> restore_task{
    Access::kWrite, "UPDATE todo.tasks SET deleted_at = NULL" TODO_MY_TRASHED_TASK TODO_RETURNING};
constinit pg::Statement<Uuid> select_trashed_task_now{
    Access::kWrite, "SELECT FROM todo.tasks" TODO_MY_TRASHED_TASK};

// From the archive: touched, so that it does not go back there by the next maintenance, and with
// the columns that its owner has added, where both tables have them. No row when it is not there;
// nulls when a task with its id is.
char* write_unarchive_task() {
  StringInfoData columns;
  StringInfoData values;
  initStringInfo(&columns);
  initStringInfo(&values);
  ListCell* cell;
  foreach (cell, pg::shared_columns("tasks_archive", "tasks", "archived_at")) {
    const auto* const name = static_cast<const char*>(lfirst(cell));
    const char* const separator = columns.len > 0 ? ", " : "";
    const char* value = quote_identifier(name);
    appendStringInfo(&columns, "%s%s", separator, value);
    if (strcmp(name, "updated_at") == 0) value = "pg_catalog.now()";
    if (strcmp(name, "version") == 0) value = "least(version, 2147483646) OPERATOR(pg_catalog.+) 1";
    appendStringInfo(&values, "%s%s", separator, value);
  }
  return psprintf("WITH taken AS (DELETE FROM todo.tasks_archive" TODO_MY_TASK
                  " RETURNING %s), put AS (INSERT INTO todo.tasks (%s) OVERRIDING SYSTEM VALUE"
                  " SELECT %s FROM taken ON CONFLICT (id) DO NOTHING" TODO_RETURNING
                  ") SELECT put.* FROM taken LEFT JOIN put ON true",
                  columns.data, columns.data, values.data);
}
constinit pg::Statement<Uuid> unarchive_task{Access::kWrite, write_unarchive_task};

// Runs the statement on one task: its row, or PT404. When it finds none but `look` does, the task
// came back while the statement waited for the user's other writers: it is run once more, and by
// now they wait. If that finds none either, a trigger or a policy has kept the task as it was.
Datum RunOnTask(FunctionCallInfo fcinfo, pg::Statement<Uuid>& statement,
                pg::Statement<Uuid>& look) {
  identity::RequireUser();
  const Uuid id = RequireTaskId(pg::Args(fcinfo), 0);
  pg::CompositeReceiver result(fcinfo);
  statement.Run(result.receiver(), id);
  if (result.found()) return result.row();
  if (look.Run(nullptr, id) == 0) todo::errors::ThrowNoSuchTask(ToString(id));
  statement.Run(result.receiver(), id);
  if (!result.found()) throw todo::Error(todo::errors::kNotWritten);
  return result.row();
}

std::string TaskAsJson(const Uuid& id) {
  const StringInfo json = pg::Call([] { return makeStringInfo(); });
  pg::JsonReceiver receiver(json, 1);
  select_task_now.Run(receiver.receiver(), id);
  return {json->data, static_cast<std::size_t>(json->len)};
}

Version VersionOf(Datum row) {
  bool is_null;
  const std::int32_t version = pg::Call([row, &is_null] {
    return DatumGetInt32(GetAttributeByNum(DatumGetHeapTupleHeader(row), kVersion, &is_null));
  });
  return is_null ? Version() : version;
}

// The task as it is now. PT404 when there is none, PT412 when its version is another.
Datum FindTask(FunctionCallInfo fcinfo, const Uuid& id, const Version& if_version) {
  pg::CompositeReceiver result(fcinfo);
  select_task_now.Run(result.receiver(), id);
  if (!result.found()) todo::errors::ThrowNoSuchTask(ToString(id));
  const Datum row = result.row();
  if (if_version && if_version != VersionOf(row))
    throw todo::Error(todo::errors::kWrongVersion, TaskAsJson(id));
  return row;
}

// The task after the change. A change to what it is already returns it as it was, version and all.
Datum ChangeTask(FunctionCallInfo fcinfo, const Uuid& id, const todo::TaskPatch& patch,
                 const Version& if_version) {
  if (patch.empty()) return FindTask(fcinfo, id, if_version);
  pg::CompositeReceiver result(fcinfo);
  const auto change = [&] {
    update_task.Run(result.receiver(), id, patch.title().value, patch.description().present,
                    patch.description().value, patch.completed().value, if_version);
    return result.found();
  };
  if (change()) return result.row();
  FindTask(fcinfo, id, if_version);  // says why, unless it came back or was kept, as above
  if (!change()) throw todo::Error(todo::errors::kNotWritten);
  return result.row();
}

Datum GetTask(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  const Uuid id = RequireTaskId(pg::Args(fcinfo), 0);
  select_task.Run(pg::ReceiveIntoResultSet(fcinfo), id);
  return Datum{0};
}

todo::TaskPatch ReadPatch(Jsonb* json) {
  constexpr char kHint[] = "Pass an object, such as {\"title\": \"Buy milk\"}.";
  if (json == nullptr) todo::errors::ThrowBadArgument("patch must not be null", kHint);
  pg::JsonbReader reader(json);
  if (!reader.is_object()) todo::errors::ThrowBadArgument("patch must be an object", kHint);
  JsonbValue value;
  reader.Next(&value);  // the object's beginning
  todo::TaskPatch patch;
  reader.ReadMembers([&patch](std::string_view name, const todo::JsonScalar& member) {
    patch.Set(name, member, "patch");
  });
  return patch;
}

Datum UpdateTask(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  const pg::Args args(fcinfo);
  const Uuid id = RequireTaskId(args, 0);
  return ChangeTask(fcinfo, id, ReadPatch(args.JsonbValue(1)), args.Integer(2));
}

Datum SetCompleted(FunctionCallInfo fcinfo, bool completed) {
  identity::RequireUser();
  const pg::Args args(fcinfo);
  const Uuid id = RequireTaskId(args, 0);
  todo::TaskPatch patch;
  patch.SetCompleted(completed);
  return ChangeTask(fcinfo, id, patch, args.Integer(1));
}

Datum CompleteTask(FunctionCallInfo fcinfo) {
  return SetCompleted(fcinfo, true);
}
Datum ReopenTask(FunctionCallInfo fcinfo) {
  return SetCompleted(fcinfo, false);
}
Datum ToggleTask(FunctionCallInfo fcinfo) {
  return RunOnTask(fcinfo, toggle_task, select_task_now);
}
Datum RestoreTask(FunctionCallInfo fcinfo) {
  const Uuid user = identity::RequireUser();
  const Uuid id = RequireTaskId(pg::Args(fcinfo), 0);
  // It may make the task anew, from the archive, with the counters locked already.
  pg::Call([&user] { journal::lock_account(user); });
  pg::CompositeReceiver result(fcinfo);
  restore_task.Run(result.receiver(), id);
  if (result.found()) return result.row();
  const journal::UnarchivingScope unarchiving(&id);
  unarchive_task.Run(result.receiver(), id);
  // In neither: it went to the trash meanwhile, or was kept there, as above.
  if (!result.found()) return RunOnTask(fcinfo, restore_task, select_trashed_task_now);
  const Datum row = result.row();
  // The error puts what was taken back into the archive.
  if (!VersionOf(row)) throw todo::Error(todo::errors::kIdTaken);
  return row;
}

Datum DeleteTask(FunctionCallInfo fcinfo) {
  const bool permanently = pg::Args(fcinfo).Boolean(1).value_or(false);
  return permanently ? RunOnTask(fcinfo, delete_task_for_good, select_any_task_now)
                     : RunOnTask(fcinfo, trash_task, select_task_now);
}

}  // namespace
}  // namespace tasks

TODO_FUNCTION(todo_get_task, tasks::GetTask);
TODO_FUNCTION(todo_update_task, tasks::UpdateTask);
TODO_FUNCTION(todo_complete_task, tasks::CompleteTask);
TODO_FUNCTION(todo_reopen_task, tasks::ReopenTask);
TODO_FUNCTION(todo_toggle_task, tasks::ToggleTask);
TODO_FUNCTION(todo_delete_task, tasks::DeleteTask);
TODO_FUNCTION(todo_restore_task, tasks::RestoreTask);
