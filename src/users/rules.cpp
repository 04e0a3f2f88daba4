// The row trigger of users: keeps created_at, and updated_at current: it moves on every real
// change, and only then.
#include "core/task_rules.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
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
  const pg::Field last = row.old_field(kUpdatedAt);
  row.set(kCreatedAt, row.old_field(kCreatedAt));
  if (!row.others_changed()) {
    row.set(kUpdatedAt, last);
    return row.result();
  }
  const todo::Clock clock{GetCurrentTransactionStartTimestamp(), GetCurrentTimestamp()};
  const std::int64_t now = last.is_null
                               ? clock.transaction
                               : todo::NextUpdateTime(DatumGetTimestampTz(last.value), clock);
  row.set(kUpdatedAt, {TimestampTzGetDatum(now), false});
  return row.result();
}

Datum Rules(FunctionCallInfo fcinfo) {
  return pg::Call([fcinfo] { return apply_rules(fcinfo); });
}

}  // namespace
}  // namespace users

TODO_FUNCTION(todo_user_rules, users::Rules);
