// What commands return, as jsonb in the making; it becomes a document once, at the end.
//
// Every result has one shape: {"ok": true, "result": …}, or, where commands are to fail each by
// itself, {"ok": false, "error": {…}}.
#pragma once

#include <optional>

#include "core/uuid.hpp"
#include "execute/functions.hpp"
#include "pg/jsonb_values.hpp"

namespace execute {

// What a command reports that failed by itself. Null and empty are null.
struct Failure {
  const char* sqlstate;
  const char* message;
  const char* detail;
  const char* hint;
  const char* constraint;
};

// These may longjmp, and allocate in the current memory context.
JsonbValue make_success(const JsonbValue& result);
JsonbValue make_failure(const Failure& failure);

// The id of a result that is a task.
std::optional<todo::Uuid> IdOf(const JsonbValue& result);

// Calls functions for one execute(). What they return lives in the memory context where this was
// made; what they leave behind in memory goes with each call.
class Caller {
 public:
  Caller() : memory_(CurrentMemoryContext) {}
  // May longjmp.
  JsonbValue call(Function* function, const NullableDatum* arguments);

 private:
  JsonbValue task(Datum row);

  MemoryContext memory_;
  TupleTableSlot* task_ = nullptr;  // made for the first one
  const pg::JsonbRowShape* task_shape_ = nullptr;
};

}  // namespace execute
