// What SQL calls: a failure by its name or with a message, and the counts.
#include <malloc.h>

#include <stdexcept>

#include "core/error.hpp"
#include "failures.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/value.hpp"
#include "watch.hpp"

namespace boundary {
namespace {

constexpr struct {
  std::string_view name;
  void (*fail)();
} kFailures[] = {
    {"postgres error", FailInPostgres},
    {"runtime_error", ThrowRuntimeError},
    {"empty runtime_error", ThrowEmptyRuntimeError},
    {"todo::Error", ThrowTodoError},
    {"int", ThrowInt},
    {"bad_alloc", ThrowBadAlloc},
    {"out of memory", RunOutOfMemory},
    {"receiver", FailInReceiver},
    {"receiver start", FailInReceiverStart},
    {"json receiver", FailInJsonReceiver},
    {"constraint", FailInConstraint},
    {"prepare", FailToPrepare},
    {"subtransaction", FailInSubtransaction},
    {"nested call", FailInNestedCall},
    {"throw in body", ThrowInBody},
    {"levels", FailThroughLevels},
    {"cancel", BeCancelled},
};

Datum Fail(FunctionCallInfo fcinfo) {
  const std::string_view name = pg::Args(fcinfo).Text(0).value();
  for (const auto& failure : kFailures)
    if (failure.name == name) Watch(failure.fail);
  return Datum{0};  // no such failure, or it did not fail
}

// The message by each of the three ways that carry one.
Datum FailSaying(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  const std::string_view way = args.Text(0).value();
  const std::string message(args.Text(1).value());
  if (way == "postgres error") {
    const char* const text = message.c_str();
    pg::Call([text] { ereport(ERROR, (errmsg("%s", text))); });
  }
  if (way == "todo::Error")
    throw todo::Error::WithMessage(todo::errors::kBadArgument, message, message);
  throw std::runtime_error(message);
}

Datum objects_made(FunctionCallInfo) {
  return Int64GetDatum(Tracked::made);
}
Datum objects_live(FunctionCallInfo) {
  return Int64GetDatum(Tracked::live);
}
Datum states_misplaced(FunctionCallInfo) {
  return Int64GetDatum(misplaced);
}

// Bytes in use in the heap of the process: palloc's blocks and C++ alike.
Datum heap_in_use(FunctionCallInfo) {
  const struct mallinfo2 heap = mallinfo2();
  return Int64GetDatum(static_cast<std::int64_t>(heap.uordblks + heap.hblkhd));
}

}  // namespace
}  // namespace boundary

TODO_FUNCTION(todo_fail, boundary::Fail);
TODO_FUNCTION(todo_fail_saying, boundary::FailSaying);
TODO_PLAIN_FUNCTION(todo_objects_made, boundary::objects_made);
TODO_PLAIN_FUNCTION(todo_objects_live, boundary::objects_live);
TODO_PLAIN_FUNCTION(todo_states_misplaced, boundary::states_misplaced);
TODO_PLAIN_FUNCTION(todo_heap_in_use, boundary::heap_in_use);
