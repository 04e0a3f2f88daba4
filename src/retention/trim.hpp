// Reducing old events.
//
// Of the events that are older than their retention, the last one of each task that is still there
// is kept: a client that starts from nothing still learns of every task. What goes is the way
// there, and the tombstones; user_counters.reduced_seq and trimmed_until say how far.
#pragma once

#include <cstdint>

#include "pg/value.hpp"

namespace retention {

struct Trimmed {
  std::int64_t rows;
  bool finished;
};

// Reduces the events that were recorded before `before`, of users who have such events and were not
// looked at since; at most about `rows` of them, until `deadline`.
Trimmed TrimEventsBefore(pg::Timestamp before, std::int64_t rows, TimestampTz deadline);

}  // namespace retention
