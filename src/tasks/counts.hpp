// How many tasks the signed-in user has, without the trash.
#pragma once

#include <cstdint>

namespace tasks {

struct Counts {
  std::int64_t open;
  std::int64_t done;
};

Counts CountTasks();

}  // namespace tasks
