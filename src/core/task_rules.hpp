// The rules that every written task meets, whoever writes it: what the row trigger decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace todo {

// The columns that the rules look at. Times are microseconds since 2000-01-01 UTC. A null in a
// column that may not be null is left to the table's own constraint.
struct TaskState {
  std::optional<std::string_view> title;
  std::optional<bool> completed;
  std::optional<std::int64_t> created_at;
  std::optional<std::int64_t> updated_at;
  std::optional<std::int64_t> completed_at;
  std::optional<std::int32_t> version;

  friend bool operator==(const TaskState&, const TaskState&) = default;
};

struct Clock {
  std::int64_t transaction;  // now()
  std::int64_t wall;         // clock_timestamp()
};

// The title as it is stored: without white space at either end. Throws errors::kBlankTitle when
// nothing is left.
std::string_view CheckTitle(std::string_view title);

// A new task: the writer's own times and version are kept, so that a backup loads as it was.
// `completed_at` follows `completed`. Throws errors::kBlankTitle, kVersionNotPositive.
TaskState RulesForInsert(TaskState task, const Clock& clock);

// A changed task. `others_changed`: whether a column that the rules do not look at has changed.
// Nothing really changed: every kept column stays. Otherwise `version` counts on and `updated_at`
// moves forward, even twice in one transaction. Throws errors::kBlankTitle, kVersionExhausted.
TaskState RulesForUpdate(const TaskState& before, TaskState after, bool others_changed,
                         const Clock& clock);

// The `updated_at` of a change: now(), or a later time where the last change was not before that.
std::int64_t NextUpdateTime(std::int64_t last, const Clock& clock) noexcept;

}  // namespace todo
