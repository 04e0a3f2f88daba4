// What a change to a task means for the journal: the kind of its event, and its owner's counters.
#pragma once

#include <cstdint>
#include <string_view>

namespace todo {

enum class EventKind : std::uint8_t {
  kCreated,
  kUpdated,
  kCompleted,
  kReopened,
  kDeleted,   // moved to the trash
  kRestored,  // back from the trash or the archive
  kPurged,    // gone for good, or given to another owner
  kArchived,
};

// As events.kind has it.
std::string_view NameOf(EventKind kind) noexcept;

struct TaskStatus {
  bool completed;
  bool deleted;
};

// What user_counters counts. Deltas are counters too.
struct TaskCounters {
  std::int64_t open = 0;
  std::int64_t done = 0;
  std::int64_t trash = 0;

  std::int64_t all() const { return open + done + trash; }
  // Counts `times` tasks of that status; -1 takes one away.
  void Count(const TaskStatus& status, int times) noexcept;
  friend bool operator==(const TaskCounters&, const TaskCounters&) = default;
};

// A task in the trash changes by what happens to the trash first, by completion second.
EventKind KindOfUpdate(const TaskStatus& before, const TaskStatus& after) noexcept;

}  // namespace todo
