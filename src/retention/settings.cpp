#include "retention/settings.hpp"

#include <limits>

#include "pg/settings.hpp"

namespace retention {
namespace {

constexpr int kDay = 24 * 60;
constinit int trash = 30 * kDay;
constinit int archive = 90 * kDay;
constinit int events = 0;

void define_age(const char* name, const char* what, int* value) {
  pg::define_int_setting(name, what, "0 is for ever. run_maintenance() does the work.", value,
                         *value, 0, std::numeric_limits<int>::max(), PGC_SUSET, GUC_UNIT_MIN,
                         nullptr, nullptr, nullptr);
}

}  // namespace

void define_settings() {
  define_age("todo.trash_retention", "How long a task stays in the trash before it is purged.",
             &trash);
  define_age("todo.archive_after",
             "How long a completed task goes untouched before it is archived.", &archive);
  define_age("todo.event_retention",
             "How long every event is kept; of older ones, the last of each task that is there.",
             &events);
}

int trash_retention() {
  return trash;
}
int archive_after() {
  return archive;
}
int event_retention() {
  return events;
}

}  // namespace retention
