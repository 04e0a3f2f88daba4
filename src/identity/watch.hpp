// A table whose changes make remembered proofs stale: its triggers tell every session, at commit,
// through the server's own invalidation messages.
#pragma once

#include <cstdint>

#include "pg/postgres.hpp"

namespace identity {

class WatchedTable {
 public:
  explicit constexpr WatchedTable(const char* name) : name_(name) {}

  // Once a process; again is nothing. May longjmp.
  void start();
  // The table as it is now, InvalidOid when there is none. Changes are counted from here on. May
  // longjmp.
  Oid find();
  // Whether the triggers that tell of changes are there and fire. May longjmp.
  static bool tells_of_changes(Relation table);

  // Grows when the table may have changed.
  std::uint64_t changes() const { return changes_; }

 private:
  static void invalidated(Datum self, Oid relation);

  const char* name_;
  bool started_ = false;
  Oid table_ = InvalidOid;
  std::uint64_t changes_ = 0;
};

}  // namespace identity
