// todo.user_counters: how many tasks a user has, and the number of the last event.
#pragma once

#include <cstdint>
#include <optional>

#include "core/task_change.hpp"
#include "core/uuid.hpp"
#include "pg/postgres.hpp"
#include "pg/table_writer.hpp"

namespace journal {

struct UserCounters {
  std::int64_t seq;
  todo::TaskCounters tasks;
};

// Writes by table access. Everything in it may longjmp.
class CounterWriter {
 public:
  static CounterWriter open();
  void flush() { table_.flush(); }
  void close() { table_.close(); }

  // What the user's row says at this moment. False when the user has none.
  bool find(const todo::Uuid& user, UserCounters* counters);
  // The same, and locks it until the transaction ends.
  bool lock(const todo::Uuid& user, UserCounters* counters, bool* busy = nullptr);
  // A row for a user who has none.
  void insert(const todo::Uuid& user);
  // Of the user that lock() has found last.
  void update(const todo::Uuid& user, const UserCounters& counters);
  // Of the user that find() has found last; locks the row as lock() does. False, and nothing done,
  // when somebody has changed it in between.
  bool try_update(const todo::Uuid& user, const UserCounters& counters);

 private:
  pg::TableWriter table_;
};

// The same for a user whose row may be missing though the account is there (it was loaded with
// triggers off): it is made, and `*made` set. False when there is no such account, or not any more.
// May longjmp.
bool lock_or_create(CounterWriter* writer, const todo::Uuid& user, UserCounters* counters,
                    bool* made = nullptr);

// A transaction that makes tasks after it has locked the user's counters locks the account first:
// whoever deletes an account has its row before it asks for the counters, and would deadlock with
// the foreign keys of those tasks. Locks it as they do, until the transaction ends. False when
// there is no such account, or not any more. May longjmp.
bool lock_account(const todo::Uuid& user);

// Takes the user's place in the queue of writers, until the transaction ends. May longjmp.
void lock_counters(const todo::Uuid& user);
// The account and its place, before a statement makes tasks of ids that the user's other sessions
// may bring as well: two that do wait here, before either has a row. False when there is no such
// account. May longjmp.
bool lock_account_and_counters(const todo::Uuid& user);
// The same without waiting: false when somebody else has one that is there. May longjmp.
bool try_lock_counters(const todo::Uuid& user);
bool try_lock_account_and_counters(const todo::Uuid& user);

// Whether there is such an account, seen by a new snapshot. May longjmp.
bool account_exists(const todo::Uuid& user);

// Events up to that number may be gone from now on, and those that are older than that time; or
// are, as far as they are going to be. Nothing of it goes back. Of a user whose counters are
// locked. May longjmp.
void mark_trimmed(const todo::Uuid& user, std::int64_t seq, TimestampTz until);
void mark_reduced(const todo::Uuid& user, std::int64_t seq, TimestampTz until);

// What row security lets be read, in the caller's snapshot; nothing when the user has no row.
struct ReadableCounters : UserCounters {
  std::int64_t trimmed_seq;  // events up to it may be gone
};
std::optional<ReadableCounters> ReadCounters(const todo::Uuid& user);

}  // namespace journal
