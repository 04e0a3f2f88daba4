// The rollback of a subtransaction finds all the memory that it asks for: PostgreSQL, whichever
// language has called it, does not get over one that fails, and leaves the session in an aborted
// transaction (25P02) that nobody has begun.
#include "injector.hpp"

extern "C" {

void __real_RollbackAndReleaseCurrentSubTransaction();
void __wrap_RollbackAndReleaseCurrentSubTransaction();

void __wrap_RollbackAndReleaseCurrentSubTransaction() {
  ++todo_injector.spared;
  __real_RollbackAndReleaseCurrentSubTransaction();
  --todo_injector.spared;
}

}  // extern "C"
