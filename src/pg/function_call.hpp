// A call of a function of schema todo as a statement would make it, without the statement: EXECUTE
// is asked for, and what was done before is seen.
//
// Everything here may longjmp and is trivially destructible.
#pragma once

#include <cstdint>
#include <span>

#include "pg/value.hpp"

namespace pg {

// One a function, `static constinit`: found once by its name and the types of its arguments, and
// again when some function or schema has changed.
class KeptFunction {
 public:
  explicit constexpr KeptFunction(const char* name) : name_(name) {}

  const char* name() const { return name_; }
  // 42883 when there is none.
  Oid find(std::span<const Oid> types);

 private:
  const char* name_;
  Oid function_ = InvalidOid;
  std::uint64_t as_of_ = 0;
};

struct FunctionResult {
  Datum value;
  bool is_null;
  Oid type;
};

// The value lives in the current memory context. Of a function that returns a set the rows go to
// `rows` instead, and the value is null.
FunctionResult call_function(KeptFunction* function, std::span<const Oid> types,
                             const NullableDatum* arguments, DestReceiver* rows);

}  // namespace pg
