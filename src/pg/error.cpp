#include "pg/error.hpp"

#include <csetjmp>

namespace pg::detail {
namespace {

// CopyErrorData() allocates, so it can fail in its turn; null then.
ErrorData* copy_error(sigjmp_buf* outer) {
  ErrorData* volatile copy = nullptr;
  sigjmp_buf here;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    copy = CopyErrorData();
  }
  PG_exception_stack = outer;
  FlushErrorState();
  return copy;
}

// What a jump or an exception leaves behind, and a caller relies on.
struct ServerState {
  sigjmp_buf* const exception_stack = PG_exception_stack;
  ErrorContextCallback* const context_stack = error_context_stack;
  const MemoryContext memory = CurrentMemoryContext;
  const ResourceOwner owner = CurrentResourceOwner;

  void put_back() const {
    PG_exception_stack = exception_stack;
    error_context_stack = context_stack;
    CurrentResourceOwner = owner;
    MemoryContextSwitchTo(memory);
  }
};

}  // namespace

bool guarded_call(void (*body)(void*), void* argument, ErrorData** error) {
  const ServerState before;
  sigjmp_buf here;

  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    try {
      body(argument);
    } catch (...) {  // a body should not throw; if it does, nothing of it may stay behind
      before.put_back();
      throw;
    }
    PG_exception_stack = before.exception_stack;
    return true;
  }
  before.put_back();
  *error = copy_error(before.exception_stack);
  return false;
}

}  // namespace pg::detail
