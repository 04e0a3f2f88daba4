// What must not be lost when something fails: C++ objects, and the server's own state.
#pragma once

#include <cstdint>
#include <string>

#include "pg/postgres.hpp"

namespace boundary {

// An object with memory of its own. All of them are counted, from their making to their end.
class Tracked {
 public:
  Tracked() : text_(100, 'x') {
    ++made;
    ++live;
  }
  ~Tracked() { --live; }
  Tracked(const Tracked&) = delete;
  Tracked& operator=(const Tracked&) = delete;

  static inline std::int64_t made = 0;
  static inline std::int64_t live = 0;

 private:
  std::string text_;
};

// What PostgreSQL jumps away from, and pg::Call has to put back.
struct ServerState {
  MemoryContext memory = CurrentMemoryContext;
  ResourceOwner owner = CurrentResourceOwner;
  ErrorContextCallback* context_stack = error_context_stack;
  sigjmp_buf* exception_stack = PG_exception_stack;
  friend bool operator==(const ServerState&, const ServerState&) = default;
};

// How often a failure left that state other than it was.
inline std::int64_t misplaced = 0;

template <class Body>
void Watch(Body body) {
  const Tracked object;
  const ServerState before;
  try {
    body();
  } catch (...) {
    if (ServerState() != before) ++misplaced;
    throw;
  }
}

}  // namespace boundary
