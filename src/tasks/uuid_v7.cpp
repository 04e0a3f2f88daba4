// todo.uuid_v7(): the default of tasks.id.
#include "tasks/uuid_v7.hpp"

#include "pg/entry.hpp"
#include "pg/value.hpp"

namespace tasks {
namespace {

constinit todo::UuidV7Sequence sequence;

Datum uuid_v7(FunctionCallInfo) {
  return pg::TypeOf<todo::Uuid>::to_datum(next_uuid_v7());
}

}  // namespace

todo::Uuid next_uuid_v7() {
  std::uint64_t random;
  if (!pg_strong_random(&random, sizeof random))
    ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random values")));
  return sequence.Next(pg::to_unix_us(GetCurrentTimestamp()), random);
}

}  // namespace tasks

TODO_PLAIN_FUNCTION(todo_uuid_v7, tasks::uuid_v7);
