#include "tasks/counts.hpp"

#include "identity/identity.hpp"
#include "pg/entry.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace tasks {
namespace {

// Two index-only scans, one a state.
#define TODO_COUNT(state)                                                                  \
  "(SELECT pg_catalog.count(*) FROM todo.tasks WHERE " TODO_IS_MINE " AND " TODO_IS_ACTIVE \
  " AND completed OPERATOR(pg_catalog.=) " state ")"

constinit pg::Statement<> count_by_state{
    pg::Access::kRead,
    "SELECT v.completed, " TODO_COUNT("v.completed") " FROM (VALUES (false), (true)) v(completed)"};

constinit pg::Statement<> count_both{pg::Access::kRead,
                                     "SELECT " TODO_COUNT("false") ", " TODO_COUNT("true")};

Datum CountTasksFunction(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  count_by_state.Run(pg::ReceiveIntoResultSet(fcinfo));
  return Datum{0};
}

}  // namespace

Counts CountTasks() {
  pg::BigintReceiver counts;
  count_both.Run(counts.receiver());
  return {counts[0], counts[1]};
}

}  // namespace tasks

TODO_FUNCTION(todo_count_tasks, tasks::CountTasksFunction);
