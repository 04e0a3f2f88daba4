// The members of a task that a client sends, and the names of its commands: taken, or refused in
// words that a client can be sent.
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/error.hpp"
#include "core/refused.hpp"
#include "core/task_patch.hpp"
#include "core/temporary_ids.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;
using todo::Json;

todo::JsonScalar ScalarOf(const Json& value) {
  using Kind = todo::JsonScalar::Kind;
  if (value.is_null()) return {Kind::kNull};
  if (value.is_string()) return {Kind::kString, value.get_ref<const std::string&>()};
  if (value.is_boolean()) return {Kind::kBoolean, {}, value.get<bool>()};
  return {Kind::kOther};
}

void CheckError(const todo::Error& error) {
  Must(&error.kind() == &todo::errors::kBadArgument, "a bad argument");
  Must(fuzz::IsUtf8(error.message()), "a message in UTF-8");
  Must(error.message().size() < 200, "a message of no more than a line");
}

// Only that one of them is said which the JSON has, and as it has it.
void CheckPatch(const todo::TaskPatch& patch, const Json& object) {
  const auto is = [&object](const char* name, const auto& member) {
    Must(member.present == object.contains(name), "a member that is there");
    if (member.present)
      Must(member.value ? object[name] == *member.value : object[name].is_null(), "its value");
  };
  is("title", patch.title());
  is("description", patch.description());
  is("completed", patch.completed());
  Must(!patch.title().present || patch.title().value, "no title is null");
}

void TryPatch(const Json& object) {
  todo::TaskPatch patch;
  try {
    for (const auto& [name, value] : object.items()) patch.Set(name, ScalarOf(value), "patch");
  } catch (const todo::Error& error) {
    CheckError(error);
    return;
  }
  CheckPatch(patch, object);
}

void TryNewTask(const Json& object) {
  todo::NewTask task;
  try {
    for (const auto& [name, value] : object.items()) task.Set(name, ScalarOf(value), "tasks[0]");
    task.CheckComplete("tasks[0]");
  } catch (const todo::Error& error) {
    CheckError(error);
    return;
  }
  CheckPatch(task.members(), object);
  const bool has_id = object.contains("id") && !object["id"].is_null();
  Must(task.id().has_value() == has_id, "an id that is there");
}

void TryNames(const Json& object) {
  todo::TemporaryIds ids;
  std::map<std::string, int> known;
  int command = 0;
  for (const auto& [name, value] : object.items()) {
    Must(ids.Declare(name, command) == known.emplace(name, command).second, "a name once");
    if (value.is_string() && ids.Find(value.get_ref<const std::string&>()) != nullptr)
      ids.Set(value.get_ref<const std::string&>(), todo::Uuid{});
    ++command;
  }
  for (const auto& [name, value] : object.items())
    Must(ids.Find(name) != nullptr && ids.Find(name)->command == known[name], "a name's command");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  todo::OwnedJson parsed;
  try {
    parsed = todo::ParseJson(fuzz::Text(data, size));
  } catch (const todo::Refused&) {
    return 0;
  }
  const Json& object = *parsed;
  if (!object.is_object()) return 0;
  TryPatch(object);
  TryNewTask(object);
  TryNames(object);
  return 0;
}
