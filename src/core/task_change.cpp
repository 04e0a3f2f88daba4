#include "core/task_change.hpp"

namespace todo {

std::string_view NameOf(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::kCreated:
      return "created";
    case EventKind::kUpdated:
      return "updated";
    case EventKind::kCompleted:
      return "completed";
    case EventKind::kReopened:
      return "reopened";
    case EventKind::kDeleted:
      return "deleted";
    case EventKind::kRestored:
      return "restored";
    case EventKind::kPurged:
      return "purged";
    case EventKind::kArchived:
      return "archived";
  }
  return "";
}

void TaskCounters::Count(const TaskStatus& status, int times) noexcept {
  if (status.deleted)
    trash += times;
  else if (status.completed)
    done += times;
  else
    open += times;
}

EventKind KindOfUpdate(const TaskStatus& before, const TaskStatus& after) noexcept {
  if (before.deleted != after.deleted)
    return after.deleted ? EventKind::kDeleted : EventKind::kRestored;
  if (before.completed != after.completed)
    return after.completed ? EventKind::kCompleted : EventKind::kReopened;
  return EventKind::kUpdated;
}

}  // namespace todo
