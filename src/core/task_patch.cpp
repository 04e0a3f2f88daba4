#include "core/task_patch.hpp"

#include <string>

#include "core/error.hpp"

namespace todo {
namespace {

constexpr char kPatchHint[] = "A task has these members: title, description, completed.";
constexpr char kNewTaskHint[] = "A new task has these members: title, description, completed, id.";
constexpr std::size_t kShownLength = 64;

// `patch: title must be a string`
[[noreturn]] void ThrowMember(std::string_view where, std::string_view name, const char* must) {
  std::string message(where);
  message.append(": ").append(name).append(" must be ").append(must);
  errors::ThrowBadArgument(std::move(message));
}

[[noreturn]] void ThrowUnknown(std::string_view where, std::string_view name, const char* hint) {
  std::string_view shown = name.substr(0, kShownLength);
  while (shown.size() < name.size() && !shown.empty() &&
         (static_cast<unsigned char>(name[shown.size()]) & 0xC0) == 0x80)
    shown.remove_suffix(1);  // not through the middle of a character
  std::string message(where);
  message.append(": unknown member \"").append(shown).append("\"");
  errors::ThrowBadArgument(std::move(message), hint);
}

}  // namespace

void TaskPatch::Set(std::string_view name, const JsonScalar& value, std::string_view where) {
  using Kind = JsonScalar::Kind;
  if (name == "title") {
    if (value.kind != Kind::kString) ThrowMember(where, name, "a string");
    title_ = {true, value.text};
  } else if (name == "description") {
    if (value.kind == Kind::kNull)
      description_ = {true, std::nullopt};
    else if (value.kind == Kind::kString)
      description_ = {true, value.text};
    else
      ThrowMember(where, name, "a string or null");
  } else if (name == "completed") {
    if (value.kind != Kind::kBoolean) ThrowMember(where, name, "a boolean");
    completed_ = {true, value.boolean};
  } else {
    ThrowUnknown(where, name, kPatchHint);
  }
}

void NewTask::Set(std::string_view name, const JsonScalar& value, std::string_view where) {
  if (name == "id") {
    if (value.kind == JsonScalar::Kind::kNull) return;
    if (value.kind == JsonScalar::Kind::kString) id_ = ParseUuid(value.text);
    if (!id_) ThrowMember(where, name, "a UUID");
  } else if (name == "title" || name == "description" || name == "completed") {
    members_.Set(name, value, where);
  } else {
    ThrowUnknown(where, name, kNewTaskHint);
  }
}

void NewTask::CheckComplete(std::string_view where) const {
  if (!members_.title().present) ThrowMember(where, "title", "given");
}

}  // namespace todo
