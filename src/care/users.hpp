// Whether the books of users are true: their counters and events, against their tasks.
#pragma once

#include <cstdint>

#include "care/finding.hpp"

namespace care {

// What is found about users, and how many were looked at.
struct UserFindings {
  Finding counters;
  Finding events;
};

// Of so many users, half of them those who have made tasks last; 0: of all.
UserFindings CheckUsers(std::int32_t sample_size);

// Counting what row security hides would call everything wrong. May longjmp.
UserFindings users_not_looked_at();

}  // namespace care
