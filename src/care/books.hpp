// A user's books: what user_counters and events say, against the tasks that are there. Read in the
// active snapshot, through row security.
#pragma once

#include <cstdint>

#include "core/task_change.hpp"
#include "core/uuid.hpp"

namespace care {

todo::TaskCounters CountTasksOf(const todo::Uuid& user);

// What is wrong with the numbers of the events after the trimmed ones.
struct EventNumbers {
  std::int64_t last;           // of the events that are there; the trimmed ones' when none is
  std::int64_t first_missing;  // 0: none is missing
  std::int64_t last_missing;
  std::int64_t kept_since;  // when the event after the last missing one was recorded; 0: none is
};
// `seq`: the number that the last event should have.
EventNumbers ReadEventNumbers(const todo::Uuid& user, std::int64_t trimmed_seq, std::int64_t seq);

// How many tasks are not what the events after `trimmed_seq` made of them, field by field; that are
// there though an event says they are gone, and the other way round.
std::int64_t CountUntrueTasks(const todo::Uuid& user, std::int64_t trimmed_seq);

}  // namespace care
