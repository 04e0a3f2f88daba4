// todo.uuid_v7(): the default of tasks.id.
#include "tasks/uuid_v7.hpp"

#include <utility>

#include "pg/entry.hpp"
#include "pg/value.hpp"

namespace tasks {
namespace {

constinit todo::UuidV7Sequence sequence;

// Random numbers are asked for in advance: to ask takes longer than to make a few more.
constexpr int kAtOnce = 32;
constinit std::uint64_t unused[kAtOnce]{};
constinit int unused_count = 0;

Datum uuid_v7(FunctionCallInfo) {
  return pg::TypeOf<todo::Uuid>::to_datum(next_uuid_v7());
}

}  // namespace

todo::Uuid next_uuid_v7() {
  if (unused_count == 0) {
    if (!pg_strong_random(unused, sizeof unused))
      ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random values")));
    unused_count = kAtOnce;
  }
  std::uint64_t& random = unused[--unused_count];
  return sequence.Next(pg::to_unix_us(GetCurrentTimestamp()), std::exchange(random, 0));
}

}  // namespace tasks

TODO_PLAIN_FUNCTION(todo_uuid_v7, tasks::uuid_v7);
