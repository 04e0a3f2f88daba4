#include "retention/trim.hpp"

#include <optional>
#include <span>
#include <vector>

#include "core/uuid.hpp"
#include "journal/counters.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "pg/table_writer.hpp"

namespace retention {
namespace {

using pg::Access;
using pg::Timestamp;
using todo::Uuid;

// Users who have events that were not reduced yet. A user is looked at once a day at most.
// $2: how many; $3: users who are left out.
constinit pg::Statement<Timestamp, std::int64_t, std::span<const Uuid>> find_users{
    Access::kWrite,
    "SELECT user_id FROM todo.user_counters"
    " WHERE seq OPERATOR(pg_catalog.>) reduced_seq AND user_id OPERATOR(pg_catalog.<>) ALL ($3)"
    " AND (trimmed_until IS NULL OR"
    " trimmed_until OPERATOR(pg_catalog.<) ($1 OPERATOR(pg_catalog.-) '1 day'::interval))"
    " ORDER BY trimmed_until NULLS FIRST, user_id LIMIT $2"};

// The last event to reduce, when it was recorded, and how many: before $2, the $3 first that are
// not.
constinit pg::Statement<Uuid, Timestamp, std::int64_t> find_end{
    Access::kWrite,
    "SELECT pg_catalog.max(seq), pg_catalog.max(recorded_at), pg_catalog.count(*) FROM"
    " (SELECT e.seq, e.recorded_at FROM todo.events e"
    " JOIN todo.user_counters c ON c.user_id OPERATOR(pg_catalog.=) e.user_id"
    " WHERE e.user_id OPERATOR(pg_catalog.=) $1"
    " AND e.seq OPERATOR(pg_catalog.>) c.reduced_seq"
    " AND e.recorded_at OPERATOR(pg_catalog.<) $2 ORDER BY e.seq LIMIT $3) old"};

// Up to event $2, and of the tasks that have an event after those that are reduced already: all but
// the last event of each task, and that one too when it says that the task is gone, and it is.
constinit pg::Statement<Uuid, std::int64_t> find_events{
    Access::kWrite,
    "SELECT old.ctid FROM (SELECT e.ctid, e.task_id, e.changes,"
    " pg_catalog.row_number() OVER (PARTITION BY e.task_id ORDER BY e.seq DESC) AS place"
    " FROM todo.events e WHERE e.user_id OPERATOR(pg_catalog.=) $1"
    " AND e.seq OPERATOR(pg_catalog.<=) $2 AND e.task_id OPERATOR(pg_catalog.=) ANY (ARRAY("
    "SELECT w.task_id FROM todo.events w"
    " JOIN todo.user_counters c ON c.user_id OPERATOR(pg_catalog.=) w.user_id"
    " WHERE w.user_id OPERATOR(pg_catalog.=) $1"
    " AND w.seq OPERATOR(pg_catalog.>) c.reduced_seq AND w.seq OPERATOR(pg_catalog.<=) $2))) old"
    " WHERE old.place OPERATOR(pg_catalog.>) 1 OR NOT pg_catalog.jsonb_exists(old.changes, 'new')"
    " AND NOT EXISTS (SELECT FROM todo.tasks t WHERE t.id OPERATOR(pg_catalog.=) old.task_id"
    " AND t.user_id OPERATOR(pg_catalog.=) $1)"};

constexpr pg::Column kEventColumns[] = {{"user_id", UUIDOID}};
constinit pg::KeptTable events_table("events", kEventColumns);

void remove_events(const ItemPointerData* tids, std::size_t count) {
  pg::TableWriter events = pg::TableWriter::open(&events_table);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK_FOR_INTERRUPTS();
    events.remove(tids[i]);
  }
  events.close();
}

// How many events of the user are gone; nothing when the user is busy. `*finished` is cleared when
// others are due.
std::optional<std::int64_t> TrimUser(const Uuid& user, Timestamp before, std::int64_t rows,
                                     bool* finished) {
  // Every writer of the user's events locks the user's counters first.
  if (!pg::Call([&user] { return journal::try_lock_counters(user); })) return std::nullopt;
  pg::BigintReceiver end;  // a timestamptz is its microseconds
  find_end.Run(end.receiver(), user, before, rows);
  const std::int64_t last_seq = end[0];
  const bool all = end[2] < rows;
  if (!all) *finished = false;
  pg::ListReceiver<ItemPointerData> found;
  if (last_seq > 0) find_events.Run(found.receiver(), user, last_seq);
  pg::Call([&] {
    remove_events(found.begin(), found.size());
    journal::mark_reduced(user, last_seq, all ? before.us : end[1]);
  });
  return static_cast<std::int64_t>(found.size());
}

}  // namespace

Trimmed TrimEventsBefore(Timestamp before, std::int64_t rows, TimestampTz deadline) {
  Trimmed trimmed{0, true};
  // Those who are busy are left out until a batch has others: they hold up nobody.
  std::vector<Uuid> busy;
  bool all_found = false;
  bool any_free = false;
  while (!all_found && !any_free) {
    pg::ListReceiver<Uuid> users;
    find_users.Run(users.receiver(), before, rows, busy);
    all_found = static_cast<std::int64_t>(users.size()) < rows;
    for (const Uuid& user : users) {
      pg::CheckInterrupts();
      if (trimmed.rows >= rows || GetCurrentTimestamp() >= deadline) return {trimmed.rows, false};
      const std::optional<std::int64_t> removed =
          TrimUser(user, before, rows - trimmed.rows, &trimmed.finished);
      if (!removed) busy.push_back(user);
      any_free = any_free || removed;
      trimmed.rows += removed.value_or(0);
    }
  }
  trimmed.finished = trimmed.finished && all_found && busy.empty();
  return trimmed;
}

}  // namespace retention
