#include "execute/functions.hpp"

namespace execute {
namespace {

constexpr bool kRequired = true;
using enum pg::Access;
using enum ResultShape;

// The list of what may be asked; whatever is not here may not. What signs in or out (set_user,
// login, logout) would change who asks halfway; execute would nest; the rest is for SQL or for a
// back end.
constinit Function functions[] = {
    {"create_task",
     kWrite,
     kTask,
     {{"title", TEXTOID, kRequired}, {"description", TEXTOID}, {"id", UUIDOID}}},
    {"create_tasks", kWrite, kRows, {{"tasks", JSONBOID, kRequired}}},
    {"get_task", kRead, kTask, {{"task_id", UUIDOID, kRequired}}},
    {"list_tasks",
     kRead,
     kRows,
     {{"completed", BOOLOID}, {"page_size", INT4OID}, {"page_cursor", TEXTOID}}},
    {"tasks_page",
     kRead,
     kValue,
     {{"completed", BOOLOID},
      {"page_size", INT4OID},
      {"page_cursor", TEXTOID},
      {"if_changed", TEXTOID}}},
    {"update_task",
     kWrite,
     kTask,
     {{"task_id", UUIDOID, kRequired}, {"patch", JSONBOID, kRequired}, {"if_version", INT4OID}}},
    {"complete_task", kWrite, kTask, {{"task_id", UUIDOID, kRequired}, {"if_version", INT4OID}}},
    {"reopen_task", kWrite, kTask, {{"task_id", UUIDOID, kRequired}, {"if_version", INT4OID}}},
    {"toggle_task", kWrite, kTask, {{"task_id", UUIDOID, kRequired}}},
    {"delete_task", kWrite, kTask, {{"task_id", UUIDOID, kRequired}, {"permanently", BOOLOID}}},
    {"restore_task", kWrite, kTask, {{"task_id", UUIDOID, kRequired}}},
    {"list_trash", kRead, kRows, {{"page_size", INT4OID}, {"page_cursor", TEXTOID}}},
    {"count_tasks", kRead, kRows, {}},
    {"changes_since", kRead, kRows, {{"since", INT8OID}, {"page_size", INT4OID}}},
    {"task_history",
     kRead,
     kRows,
     {{"task_id", UUIDOID, kRequired}, {"page_size", INT4OID}, {"before_seq", INT8OID}}},
    {"tasks_as_of", kRead, kRows, {{"at", TIMESTAMPTZOID, kRequired}}},
    {"replay_tasks", kRead, kRows, {}},
    {"undo", kWrite, kTask, {{"seq", INT8OID, kRequired}}},
    {"current_user_id", kRead, kValue, {}},
};

}  // namespace

std::string Function::Usage() const {
  std::string usage = std::string(name()) + " takes ";
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
