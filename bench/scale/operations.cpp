#include "operations.hpp"

namespace scale {
namespace {

using Arguments = std::vector<std::string>;

std::string NewTitle(Client& client) {
  return "Buy milk and bread, " + std::to_string(client.random().Below(1'000'000));
}

Arguments OfNewTask(Client& client, const Target&) {
  return {NewTitle(client), "Two bottles, and whatever the baker has left."};
}
Arguments OfTask(Client&, const Target& target) {
  return {target.task_id};
}
Arguments OfPage(Client&, const Target&) {
  return {"50"};
}
Arguments OfNothing(Client&, const Target&) {
  return {};
}
Arguments OfPatch(Client& client, const Target& target) {
  return {target.task_id, R"({"title": ")" + NewTitle(client) + R"("})"};
}

Arguments OfTenCommands(Client& client, const Target&) {
  std::string commands;
  for (int i = 0; i < 10; ++i) {
    commands += i == 0 ? "[" : ", ";
    commands += R"({"do": "create_task", "args": {"title": ")" + NewTitle(client) + R"("}})";
  }
  return {commands + "]"};
}

// What a client that keeps a copy has read up to now.
std::int64_t LastSeq(Client& client) {
  std::string seq;
  client.Call("last_seq", {}, &seq);
  return seq.empty() ? 0 : std::stoll(seq);
}
Arguments OfLastSeq(Client& client, const Target&) {
  return {std::to_string(LastSeq(client))};
}
// Loaded tasks have no events, so ten new ones may have to be made.
Arguments OfTenthLastSeq(Client& client, const Target& target) {
  if (LastSeq(client) < 10) client.Call("execute_10", OfTenCommands(client, target));
  return {std::to_string(LastSeq(client) - 10)};
}

}  // namespace

const std::vector<Operation>& Operations() {
  static const std::vector<Operation> operations = {
      {"create", "SELECT * FROM todo.create_task($1, $2)", false, OfNewTask, nullptr},
      {"get", "SELECT * FROM todo.get_task($1)", false, OfTask, nullptr},
      {"list_50", "SELECT * FROM todo.list_tasks(page_size => $1)", false, OfPage, nullptr},
      {"page_50", "SELECT todo.tasks_page(page_size => $1)", false, OfPage, nullptr},
      {"update", "SELECT * FROM todo.update_task($1, $2)", false, OfPatch, nullptr},
      {"toggle", "SELECT * FROM todo.toggle_task($1)", false, OfTask, nullptr},
      {"delete", "SELECT * FROM todo.delete_task($1)", false, OfTask, "restore"},
      {"restore", "SELECT * FROM todo.restore_task($1)", true, OfTask, "delete"},
      {"count", "SELECT * FROM todo.count_tasks()", false, OfNothing, nullptr},
      {"changes_0", "SELECT * FROM todo.changes_since($1)", false, OfLastSeq, nullptr},
      {"changes_10", "SELECT * FROM todo.changes_since($1)", false, OfTenthLastSeq, nullptr},
      {"execute_10", "SELECT todo.execute($1)", false, OfTenCommands, nullptr},
  };
  return operations;
}

void PrepareAll(Client* client) {
  for (const Operation& operation : Operations()) client->Prepare(operation.name, operation.sql);
  client->Prepare("last_seq", "SELECT seq FROM todo.user_counters");
}

}  // namespace scale
