// What a client may say about a task in JSON: the members of a new task (create_tasks) and a merge
// patch (update_task, RFC 7396): a member that is absent stays, null clears, a value replaces.
#pragma once

#include <optional>
#include <string_view>

#include "core/json_scalar.hpp"
#include "core/uuid.hpp"

namespace todo {

// A member that was absent, or null, or has a value.
template <class Value>
struct Member {
  bool present = false;
  std::optional<Value> value = std::nullopt;
};

// A task's members, filled one by one. The views live as long as the JSON that they look into.
class TaskPatch {
 public:
  // Throws errors::kBadArgument, naming `where` (such as `patch` or `tasks[3]`), for an unknown
  // member, a wrong type, or a null where the column has none.
  void Set(std::string_view name, const JsonScalar& value, std::string_view where);
  void SetCompleted(bool completed) { completed_ = {true, completed}; }

  const Member<std::string_view>& title() const { return title_; }
  const Member<std::string_view>& description() const { return description_; }
  const Member<bool>& completed() const { return completed_; }
  bool empty() const { return !title_.present && !description_.present && !completed_.present; }

 private:
  Member<std::string_view> title_;
  Member<std::string_view> description_;
  Member<bool> completed_;
};

// One object of create_tasks: a task's members and, optionally, its id.
class NewTask {
 public:
  void Set(std::string_view name, const JsonScalar& value, std::string_view where);
  // Throws errors::kBadArgument when there is no title. Call it after the last Set().
  void CheckComplete(std::string_view where) const;

  const TaskPatch& members() const { return members_; }
  const std::optional<Uuid>& id() const { return id_; }

 private:
  TaskPatch members_;
  std::optional<Uuid> id_;
};

}  // namespace todo
