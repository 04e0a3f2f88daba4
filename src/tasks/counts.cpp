// count_tasks: read from the journal's counters, whatever the number of tasks.
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"

namespace tasks {
namespace {

Datum CountTasks(FunctionCallInfo fcinfo) {
  const todo::Uuid user = identity::RequireUser();
  const todo::TaskCounters counters =
      journal::ReadCounters(user).value_or(journal::ReadableCounters{}).tasks;
  pg::Call([&] {
    InitMaterializedSRF(fcinfo, 0);
    const auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    bool nulls[2] = {false, false};
    for (const bool completed : {false, true}) {
      Datum row[2] = {BoolGetDatum(completed),
                      Int64GetDatum(completed ? counters.done : counters.open)};
      tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
    }
  });
  return Datum{0};
}

}  // namespace
}  // namespace tasks

TODO_FUNCTION(todo_count_tasks, tasks::CountTasks);
