// A loop over users, of whom there may be a million.
#pragma once

#include "core/uuid.hpp"
#include "pg/error.hpp"
#include "pg/postgres.hpp"

namespace care {

// Calls look(user) for each, interruptible, in a memory that is emptied after each user. When
// look() throws, the memory goes with the call's own.
template <class Look>
void ForEachUser(const todo::Uuid* begin, const todo::Uuid* end, Look look) {
  const MemoryContext before = CurrentMemoryContext;
  const MemoryContext memory = pg::Call([] {
    return AllocSetContextCreate(CurrentMemoryContext, "todo user", ALLOCSET_DEFAULT_SIZES);
  });
  for (const todo::Uuid* user = begin; user != end; ++user) {
    pg::CheckInterrupts();
    MemoryContextSwitchTo(memory);
    look(*user);
    MemoryContextSwitchTo(before);
    pg::Call([memory] { MemoryContextReset(memory); });
  }
}

}  // namespace care
