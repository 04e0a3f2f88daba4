#include "execute/functions.hpp"

#include "tasks/task_columns.hpp"

namespace execute {
namespace {

constexpr bool kRequired = true;
using enum ResultShape;

#define TODO_TASKS_FROM "SELECT " TODO_TASK_COLUMNS " FROM todo."

// The list of what may be asked; whatever is not here may not. What signs in or out (set_user,
// login, logout) would change who asks halfway; execute would nest; the rest is for SQL or for a
// back end.
constinit Function functions[] = {
    {"create_task",
     kTask,
     "SELECT todo.create_task(title => $1, description => $2, id => $3)",
     {{"title", TEXTOID, kRequired}, {"description", TEXTOID}, {"id", UUIDOID}}},
    {"create_tasks",
     kRows,
     TODO_TASKS_FROM "create_tasks(tasks => $1)",
     {{"tasks", JSONBOID, kRequired}}},
    {"get_task", kTask, "SELECT todo.get_task(task_id => $1)", {{"task_id", UUIDOID, kRequired}}},
    {"list_tasks",
     kRows,
     TODO_TASKS_FROM "list_tasks(completed => $1, page_size => $2, page_cursor => $3)",
     {{"completed", BOOLOID}, {"page_size", INT4OID}, {"page_cursor", TEXTOID}}},
    {"tasks_page",
     kValue,
     "SELECT todo.tasks_page(completed => $1, page_size => $2, page_cursor => $3,"
     " if_changed => $4)",
     {{"completed", BOOLOID},
      {"page_size", INT4OID},
      {"page_cursor", TEXTOID},
      {"if_changed", TEXTOID}}},
    {"update_task",
     kTask,
     "SELECT todo.update_task(task_id => $1, patch => $2, if_version => $3)",
     {{"task_id", UUIDOID, kRequired}, {"patch", JSONBOID, kRequired}, {"if_version", INT4OID}}},
    {"complete_task",
     kTask,
     "SELECT todo.complete_task(task_id => $1, if_version => $2)",
     {{"task_id", UUIDOID, kRequired}, {"if_version", INT4OID}}},
    {"reopen_task",
     kTask,
     "SELECT todo.reopen_task(task_id => $1, if_version => $2)",
     {{"task_id", UUIDOID, kRequired}, {"if_version", INT4OID}}},
    {"toggle_task",
     kTask,
     "SELECT todo.toggle_task(task_id => $1)",
     {{"task_id", UUIDOID, kRequired}}},
    {"delete_task",
     kTask,
     "SELECT todo.delete_task(task_id => $1, permanently => $2)",
     {{"task_id", UUIDOID, kRequired}, {"permanently", BOOLOID}}},
    {"restore_task",
     kTask,
     "SELECT todo.restore_task(task_id => $1)",
     {{"task_id", UUIDOID, kRequired}}},
    {"list_trash",
     kRows,
     TODO_TASKS_FROM "list_trash(page_size => $1, page_cursor => $2)",
     {{"page_size", INT4OID}, {"page_cursor", TEXTOID}}},
    {"count_tasks", kRows, "SELECT completed, count FROM todo.count_tasks()", {}},
    {"changes_since",
     kRows,
     "SELECT seq, task_id, deleted, task FROM todo.changes_since(since => $1, page_size => $2)",
     {{"since", INT8OID}, {"page_size", INT4OID}}},
    {"task_history",
     kRows,
     "SELECT seq, task_id, kind, changes, actor, recorded_at"
     " FROM todo.task_history(task_id => $1, page_size => $2, before_seq => $3)",
     {{"task_id", UUIDOID, kRequired}, {"page_size", INT4OID}, {"before_seq", INT8OID}}},
    {"tasks_as_of",
     kRows,
     TODO_TASKS_FROM "tasks_as_of(at => $1)",
     {{"at", TIMESTAMPTZOID, kRequired}}},
    {"replay_tasks", kRows, TODO_TASKS_FROM "replay_tasks()", {}},
    {"undo", kTask, "SELECT todo.undo(seq => $1)", {{"seq", INT8OID, kRequired}}},
    {"current_user_id", kValue, "SELECT todo.current_user_id()", {}},
};

}  // namespace

std::string Function::Usage() const {
  std::string usage = std::string(name_) + " takes ";
  if (arguments().empty()) usage += "no arguments";
  const char* separator = "";
  for (const Argument& argument : arguments()) {
    usage.append(separator).append(argument.name).append(argument.required ? "" : " (optional)");
    separator = ", ";
  }
  return usage + ".";
}

Function* FindFunction(std::string_view name) {
  for (Function& function : functions)
    if (name == function.name()) return &function;
  return nullptr;
}

std::string FunctionNames() {
  std::string names;
  const char* separator = "";
  for (const Function& function : functions) {
    names.append(separator).append(function.name());
    separator = ", ";
  }
  return names;
}

}  // namespace execute
