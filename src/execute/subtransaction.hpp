// Work that can fail by itself, within the transaction.
#pragma once

#include <exception>

#include "pg/error.hpp"

namespace execute {

// What a subtransaction changes for who begins it, and must be put back at its end.
struct OuterState {
  MemoryContext memory;
  ResourceOwner owner;
};

// These may longjmp.
OuterState begin_subtransaction();
void release_subtransaction(const OuterState& outer);
void roll_back_subtransaction(const OuterState& outer);

// Runs `body` in a subtransaction. When it throws, whatever it is, what it wrote is rolled back,
// and what it threw is returned: the caller goes on in a sound transaction. Throws when there can
// be no such transaction, because the subtransaction could not begin, or not be rolled back: nobody
// may go on.
template <class Body>
std::exception_ptr InSubtransaction(Body body) {
  const OuterState outer = pg::Call([] { return begin_subtransaction(); });
  std::exception_ptr failure;
  try {
    body();
    pg::Call([&outer] { release_subtransaction(outer); });
    return nullptr;
  } catch (...) {
    failure = std::current_exception();
  }
  pg::Call([&outer] { roll_back_subtransaction(outer); });
  return failure;
}

}  // namespace execute
