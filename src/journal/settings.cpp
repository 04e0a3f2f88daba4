#include "journal/settings.hpp"

#include <limits>

#include "pg/settings.hpp"

namespace journal {
namespace {

constinit int max_tasks = 0;

}  // namespace

void define_settings() {
  pg::define_int_setting("todo.max_tasks_per_user",
                         "The most tasks that one user may have, trash included.",
                         "0 is no quota. Over it, creating a task is PT429.", &max_tasks, 0, 0,
                         std::numeric_limits<int>::max(), PGC_SUSET, 0, nullptr, nullptr, nullptr);
}

int max_tasks_per_user() {
  return max_tasks;
}

}  // namespace journal
