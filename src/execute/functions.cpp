#include "execute/functions.hpp"

namespace execute {
namespace {

constexpr bool kRequired = true;
using enum Access;
using enum ResultShape;

// The list of what may be asked; whatever is not here may not. What signs in or out (set_user,
// login, logout) would change who asks halfway; execute would nest; the rest is for SQL or for a
// back end.
constinit Function functions[] = {
    {"create_task",
     kWrites,
     kTask,
     {{"title", TEXTOID, kRequired}, {"description", TEXTOID}, {"id", UUIDOID}}},
    {"create_tasks", kWrites, kRows, {{"tasks", JSONBOID, kRequired}}},
    {"get_task", kReads, kTask, {{"task_id", UUIDOID, kRequired}}},
    {"list_tasks",
     kReads,
     kRows,
     {{"completed", BOOLOID}, {"page_size", INT4OID}, {"page_cursor", TEXTOID}}},
    {"tasks_page",
     kReads,
     kValue,
     {{"completed", BOOLOID},
      {"page_size", INT4OID},
      {"page_cursor", TEXTOID},
      {"if_changed", TEXTOID}}},
    {"update_task",
     kWrites,
     kTask,
     {{"task_id", UUIDOID, kRequired}, {"patch", JSONBOID, kRequired}, {"if_version", INT4OID}}},
    {"complete_task", kWrites, kTask, {{"task_id", UUIDOID, kRequired}, {"if_version", INT4OID}}},
    {"reopen_task", kWrites, kTask, {{"task_id", UUIDOID, kRequired}, {"if_version", INT4OID}}},
    {"toggle_task", kWrites, kTask, {{"task_id", UUIDOID, kRequired}}},
    {"delete_task", kWrites, kTask, {{"task_id", UUIDOID, kRequired}, {"permanently", BOOLOID}}},
    {"restore_task", kWrites, kTask, {{"task_id", UUIDOID, kRequired}}},
    {"list_trash", kReads, kRows, {{"page_size", INT4OID}, {"page_cursor", TEXTOID}}},
    {"count_tasks", kReads, kRows, {}},
    {"changes_since", kReads, kRows, {{"since", INT8OID}, {"page_size", INT4OID}}},
    {"task_history",
     kReads,
     kRows,
     {{"task_id", UUIDOID, kRequired}, {"page_size", INT4OID}, {"before_seq", INT8OID}}},
    {"tasks_as_of", kReads, kRows, {{"at", TIMESTAMPTZOID, kRequired}}},
    {"replay_tasks", kReads, kRows, {}},
    {"undo", kWrites, kTask, {{"seq", INT8OID, kRequired}}},
    {"current_user_id", kReads, kValue, {}},
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
