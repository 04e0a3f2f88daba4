#include "care/books.hpp"

#include <algorithm>

#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace care {
namespace {

using pg::Access;
using todo::Uuid;

constinit pg::Statement<Uuid> count_tasks{
    Access::kRead,
    "SELECT pg_catalog.count(*) FILTER (WHERE completed IS NOT TRUE AND deleted_at IS NULL),"
    " pg_catalog.count(*) FILTER (WHERE completed AND deleted_at IS NULL),"
    " pg_catalog.count(*) FILTER (WHERE deleted_at IS NOT NULL)"
    " FROM todo.tasks WHERE user_id OPERATOR(pg_catalog.=) $1"};

// A number is missing where an event does not follow the one before it.
#define TODO_AFTER_A_GAP \
  " FILTER (WHERE seq OPERATOR(pg_catalog.>) (previous OPERATOR(pg_catalog.+) 1))"
constinit pg::Statement<Uuid, std::int64_t> select_event_numbers{
    Access::kRead,
    "SELECT pg_catalog.max(seq),"
    " pg_catalog.min(previous OPERATOR(pg_catalog.+) 1)" TODO_AFTER_A_GAP
    ", pg_catalog.max(seq OPERATOR(pg_catalog.-) 1)" TODO_AFTER_A_GAP
    ", pg_catalog.max(recorded_at)" TODO_AFTER_A_GAP
    " FROM (SELECT seq, recorded_at, pg_catalog.lag(seq, 1, $2) OVER (ORDER BY seq) AS previous"
    " FROM todo.events WHERE user_id OPERATOR(pg_catalog.=) $1"
    " AND seq OPERATOR(pg_catalog.>) $2) numbers"};

// Of the new values that events give a field, the last one stands. The user's events are read
// first, by their primary key: grouped in one go they would be read in the order of another index,
// all tenants' of them.
constinit pg::Statement<Uuid, std::int64_t> count_untrue_tasks{
    Access::kRead,
    "WITH mine AS MATERIALIZED (SELECT seq, task_id, changes FROM todo.events"
    " WHERE user_id OPERATOR(pg_catalog.=) $1 AND seq OPERATOR(pg_catalog.>) $2)"
    " SELECT pg_catalog.count(*) FROM (SELECT e.task_id,"
    " pg_catalog.jsonb_object_agg(f.key, f.value ORDER BY e.seq) FILTER (WHERE f.key IS NOT NULL)"
    " AS fields, coalesce(pg_catalog.max(e.seq) FILTER (WHERE f.key IS NOT NULL)"
    " OPERATOR(pg_catalog.=) pg_catalog.max(e.seq), false) AS there"
    " FROM mine e LEFT JOIN LATERAL"
    " pg_catalog.jsonb_each(pg_catalog.jsonb_object_field(e.changes, 'new')) f ON true"
    " GROUP BY e.task_id) said"
    " LEFT JOIN LATERAL (SELECT id, ROW(" TODO_TASK_COLUMNS
    ")::todo.task AS task FROM todo.tasks"
    " WHERE id OPERATOR(pg_catalog.=) said.task_id AND user_id OPERATOR(pg_catalog.=) $1) t ON true"
    " WHERE said.there OPERATOR(pg_catalog.<>) (t.id IS NOT NULL) OR (t.id IS NOT NULL AND"
    " pg_catalog.jsonb_populate_record(t.task, said.fields) OPERATOR(pg_catalog.*<>) t.task)"};

}  // namespace

todo::TaskCounters CountTasksOf(const Uuid& user) {
  pg::BigintReceiver row;
  count_tasks.Run(row.receiver(), user);
  return {row[0], row[1], row[2]};
}

EventNumbers ReadEventNumbers(const Uuid& user, std::int64_t trimmed_seq, std::int64_t seq) {
  pg::BigintReceiver row;  // a timestamptz is its microseconds
  select_event_numbers.Run(row.receiver(), user, trimmed_seq);
  EventNumbers numbers{std::max(row[0], trimmed_seq), row[1], row[2], row[3]};
  if (numbers.last >= seq) return numbers;
  if (numbers.first_missing == 0) numbers.first_missing = numbers.last + 1;
  numbers.last_missing = seq;
  numbers.kept_since = 0;
  return numbers;
}

std::int64_t CountUntrueTasks(const Uuid& user, std::int64_t trimmed_seq) {
  pg::BigintReceiver row;
  count_untrue_tasks.Run(row.receiver(), user, trimmed_seq);
  return row[0];
}

}  // namespace care
