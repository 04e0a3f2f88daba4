// Boundaries within boundaries: a call in a call, and PostgreSQL and C++ in turns.
#include "failures.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/value.hpp"
#include "watch.hpp"

namespace boundary {
namespace {

// More than the five errors that PostgreSQL can hold at a time: each level must let go of its own.
constexpr int kLevels = 6;

Datum FailAtLevel(FunctionCallInfo fcinfo);

}  // namespace
}  // namespace boundary

TODO_FUNCTION(todo_fail_at_level, boundary::FailAtLevel);

namespace boundary {
namespace {

void FailBelow(int level) {
  const Tracked object;
  Watch([level] {
    pg::Call([level] {
      if (level == kLevels) raise_with_every_field();
      DirectFunctionCall1(todo_fail_at_level, Int32GetDatum(level + 1));
    });
  });
}

Datum FailAtLevel(FunctionCallInfo fcinfo) {
  FailBelow(pg::Args(fcinfo).Integer(0).value());
  return Datum{0};
}

}  // namespace

void FailThroughLevels() {
  FailBelow(1);
}

void FailInNestedCall() {
  const Tracked object;
  Watch([] { pg::Call([] { FailInPostgres(); }); });
}

void ThrowInBody() {
  const Tracked object;
  Watch([] {
    pg::Call([] {
      change_server_state();
      ThrowTodoError();
    });
  });
}

}  // namespace boundary
