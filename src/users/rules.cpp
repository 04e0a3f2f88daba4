// The row trigger of users: keeps created_at, and updated_at current: it moves on every real
// change, and only then.
#include "core/task_rules.hpp"
#include "pg/entry.hpp"
#include "pg/row_trigger.hpp"

namespace users {
namespace {

enum Column { kCreatedAt, kUpdatedAt, kColumnCount };
constexpr pg::Column kColumns[kColumnCount] = {{"created_at", TIMESTAMPTZOID},
                                               {"updated_at", TIMESTAMPTZOID}};
constinit pg::KeptColumns columns(kColumns);

Datum apply_rules(FunctionCallInfo fcinfo) {
  pg::RowTrigger row = pg::RowTrigger::begin(fcinfo, &columns);
  if (!row.is_update()) return row.result();
  const NullableDatum last = row.old_field(kUpdatedAt);
  row.set(kCreatedAt, row.old_field(kCreatedAt));
  if (!row.others_changed()) {
    row.set(kUpdatedAt, last);
    return row.result();
  }
  const todo::Clock clock{GetCurrentTransactionStartTimestamp(), GetCurrentTimestamp()};
  const std::int64_t now = last.isnull
                               ? clock.transaction
                               : todo::NextUpdateTime(DatumGetTimestampTz(last.value), clock);
  row.set(kUpdatedAt, {TimestampTzGetDatum(now), false});
  return row.result();
}

}  // namespace
}  // namespace users

TODO_PLAIN_FUNCTION(todo_user_rules, users::apply_rules);
