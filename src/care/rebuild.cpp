// rebuild_counters: the books of every user, or of one, put right.
//
// Counters are counted anew. Events cannot be made up afterwards: where they do not tell how the
// tasks came to be what they are, the log counts as trimmed up to there, so that whoever relies on
// it is told (PT410) instead of misled.
#include "care/books.hpp"
#include "care/each_user.hpp"
#include "care/every_row.hpp"
#include "core/error.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"

extern "C" {
#include "tcop/utility.h"
}

namespace care {
namespace {

using pg::Access;
using todo::Uuid;

constinit pg::Statement<> select_users{Access::kWrite, "SELECT id FROM todo.users ORDER BY id"};

// Up to where the log does not tell everything, and since when it does.
struct Hole {
  std::int64_t seq;
  TimestampTz until;
};

std::optional<Hole> FindHole(const Uuid& user, const journal::ReadableCounters& counters,
                             const EventNumbers& numbers) {
  std::int64_t seq = counters.trimmed_seq;
  TimestampTz until = numbers.kept_since;
  if (numbers.first_missing > 0) seq = numbers.last_missing;
  if (CountUntrueTasks(user, seq) > 0) {
    seq = counters.seq;
    until = 0;
  }
  if (seq == counters.trimmed_seq) return std::nullopt;
  return Hole{seq, until == 0 ? GetCurrentTimestamp() : until};
}

// True when something was wrong. The user's counters are locked: in a snapshot that is taken now,
// whatever the transaction's isolation, nothing of the user's is under way.
bool RebuildLocked(journal::CounterWriter* writer, const Uuid& user,
                   const journal::UserCounters& found) {
  pg::Call([] { PushActiveSnapshot(GetLatestSnapshot()); });
  journal::ReadableCounters counters{
      {found.seq, CountTasksOf(user)},
      journal::ReadCounters(user).value_or(journal::ReadableCounters{}).trimmed_seq};
  const EventNumbers numbers = ReadEventNumbers(user, counters.trimmed_seq, found.seq);
  counters.seq = std::max(found.seq, numbers.last);
  const std::optional<Hole> hole = FindHole(user, counters, numbers);
  const bool differs = counters.seq != found.seq || counters.tasks != found.tasks;
  pg::Call([&] {
    PopActiveSnapshot();
    if (differs) {
      writer->update(user, counters);
      CommandCounterIncrement();
    }
    if (hole) journal::mark_trimmed(user, hole->seq, hole->until);
  });
  return differs || hole;
}

bool Rebuild(journal::CounterWriter* writer, const Uuid& user) {
  journal::UserCounters found{};
  // An account that was deleted and made again meanwhile has a row of its own.
  bool made = false;
  if (!pg::Call([&] { return lock_or_create(writer, user, &found, &made); })) return false;
  return RebuildLocked(writer, user, found) || made;
}

Datum RebuildCounters(FunctionCallInfo fcinfo) {
  pg::Call([] { PreventCommandIfReadOnly("todo.rebuild_counters()"); });
  identity::RequireNobody();
  if (!pg::Call([] { return sees_every_row(); })) throw todo::Error(todo::errors::kHiddenRows);
  const std::optional<Uuid> of_user = pg::Args(fcinfo).UuidValue(0);
  pg::ListReceiver<Uuid> all;
  if (!of_user) select_users.Run(all.receiver());
  const Uuid* const begin = of_user ? &*of_user : all.begin();
  const Uuid* const end = of_user ? begin + 1 : all.end();

  journal::CounterWriter writer = pg::Call([] { return journal::CounterWriter::open(); });
  std::int64_t put_right = 0;
  ForEachUser(begin, end, [&](const Uuid& user) {
    if (Rebuild(&writer, user)) ++put_right;
  });
  pg::Call([&writer] { writer.close(); });
  return Int64GetDatum(put_right);
}

}  // namespace
}  // namespace care

TODO_FUNCTION(todo_rebuild_counters, care::RebuildCounters);
