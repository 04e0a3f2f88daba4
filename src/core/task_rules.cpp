#include "core/task_rules.hpp"

#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace todo {

std::string_view CheckTitle(std::string_view title) {
  const std::string_view trimmed = TrimWhiteSpace(title);
  if (trimmed.empty()) throw Error(errors::kBlankTitle);
  return trimmed;
}

std::int64_t NextUpdateTime(std::int64_t last, const Clock& clock) noexcept {
  // The last time that timestamptz holds, 294276-12-31 23:59:59.999999 UTC: no step after it.
  constexpr std::int64_t kLastTime = 9'223'371'331'199'999'999;
  if (clock.transaction > last) return clock.transaction;
  if (clock.wall > last || last >= kLastTime) return clock.wall;
  return last + 1;
}

TaskState RulesForInsert(TaskState task, const Clock& clock) {
  if (task.title) task.title = CheckTitle(*task.title);
  if (task.version && *task.version < 1) throw Error(errors::kVersionNotPositive);
  if (!task.completed.value_or(false))
    task.completed_at.reset();
  else if (!task.completed_at)
    task.completed_at = clock.transaction;
  return task;
}

TaskState RulesForUpdate(const TaskState& before, TaskState after, bool others_changed,
                         const Clock& clock) {
  if (after.title) after.title = CheckTitle(*after.title);
  const bool reopened_or_completed = after.completed != before.completed;
  const bool changed = others_changed || reopened_or_completed || after.title != before.title;

  after.created_at = before.created_at;
  after.updated_at = before.updated_at;
  after.completed_at = before.completed_at;
  after.version = before.version;
  if (!changed) return after;

  after.updated_at =
      before.updated_at ? NextUpdateTime(*before.updated_at, clock) : clock.transaction;
  if (reopened_or_completed) {
    after.completed_at.reset();
    if (after.completed.value_or(false)) after.completed_at = after.updated_at;
  }
  if (after.version) {
    if (*after.version == std::numeric_limits<std::int32_t>::max())
      throw Error(errors::kVersionExhausted);
    after.version = *after.version + 1;
  }
  return after;
}

}  // namespace todo
