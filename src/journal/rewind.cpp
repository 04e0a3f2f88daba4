// tasks_as_of and replay_tasks: what the tasks were, from events.
#include "core/error.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace journal {
namespace {

using pg::Access;
using pg::Timestamp;

// The number of the last event that was recorded at $1 or before; 0 when there is none.
#define TODO_LAST_EVENT_AT                                    \
  "coalesce((SELECT seq FROM todo.events WHERE " TODO_IS_MINE \
  " AND recorded_at OPERATOR(pg_catalog.<=) $1 ORDER BY seq DESC LIMIT 1), 0)"

// The present, with the old values of every event since then put back over it, the earliest last.
// A task whose first event since then brought it into being was not there.
constinit pg::Statement<Timestamp> select_as_of{
    Access::kRead,
    "WITH since AS MATERIALIZED (SELECT seq, task_id, changes FROM todo.events"
    " WHERE " TODO_IS_MINE " AND seq OPERATOR(pg_catalog.>) " TODO_LAST_EVENT_AT
    "), earliest AS (SELECT DISTINCT ON (task_id) task_id,"
    " NOT pg_catalog.jsonb_exists(changes, 'old') AS born FROM since ORDER BY task_id, seq"
    "), old_values AS (SELECT DISTINCT ON (s.task_id, f.key) s.task_id, f.key, f.value"
    " FROM since s,"
    " pg_catalog.jsonb_each(pg_catalog.jsonb_object_field(s.changes, 'old')) f"
    " ORDER BY s.task_id, f.key, s.seq"
    "), rewound AS (SELECT task_id, pg_catalog.jsonb_object_agg(key, value) AS fields"
    " FROM old_values GROUP BY task_id"
    "), present AS (SELECT " TODO_TASK_COLUMNS " FROM todo.tasks WHERE " TODO_IS_MINE
    ") SELECT r.* FROM present p FULL JOIN earliest e ON e.task_id OPERATOR(pg_catalog.=) p.id"
    " LEFT JOIN rewound o ON o.task_id OPERATOR(pg_catalog.=) e.task_id,"
    " LATERAL pg_catalog.jsonb_populate_record(NULL::todo.task,"
    " pg_catalog.jsonb_concat(pg_catalog.jsonb_concat("
    "coalesce(pg_catalog.to_jsonb(p), '{}'), coalesce(o.fields, '{}')),"
    " pg_catalog.jsonb_build_object('id', coalesce(p.id, e.task_id),"
    " 'user_id', todo.current_user_id()))) r"
    " WHERE NOT coalesce(e.born, false)"};

// A row when events that were recorded after $1 may be gone.
constinit pg::Statement<Timestamp> select_trimmed{
    Access::kRead,
    "SELECT FROM todo.user_counters WHERE " TODO_IS_MINE
    " AND trimmed_seq OPERATOR(pg_catalog.>) 0 AND trimmed_until OPERATOR(pg_catalog.>) $1"};

// The new values of every event, the latest first, for tasks that the last event left in being.
constinit pg::Statement<> select_replayed{
    Access::kRead,
    "WITH mine AS MATERIALIZED (SELECT seq, task_id, changes FROM todo.events"
    " WHERE " TODO_IS_MINE
    "), gone AS (SELECT l.task_id FROM (SELECT DISTINCT ON (task_id) task_id,"
    " pg_catalog.jsonb_exists(changes, 'new') AS there FROM mine ORDER BY task_id, seq DESC) l"
    " WHERE NOT l.there"
    "), new_values AS (SELECT DISTINCT ON (m.task_id, f.key) m.task_id, f.key, f.value"
    " FROM mine m,"
    " pg_catalog.jsonb_each(pg_catalog.jsonb_object_field(m.changes, 'new')) f"
    " ORDER BY m.task_id, f.key, m.seq DESC"
    "), fields AS (SELECT task_id, pg_catalog.jsonb_object_agg(key, value) AS fields"
    " FROM new_values GROUP BY task_id"
    ") SELECT r.* FROM fields f, LATERAL pg_catalog.jsonb_populate_record(NULL::todo.task,"
    " pg_catalog.jsonb_concat(f.fields, pg_catalog.jsonb_build_object('id', f.task_id,"
    " 'user_id', todo.current_user_id()))) r"
    " WHERE NOT EXISTS (SELECT FROM gone g WHERE g.task_id OPERATOR(pg_catalog.=) f.task_id)"};

// What keeps the log from telling everything: events that are no longer kept, tasks whose first
// event finds them in being, and tasks that no event knows.
constinit pg::Statement<> count_holes{
    Access::kRead,
    // Read by their primary key first: in the order of their tasks they are all tenants'.
    "WITH mine AS MATERIALIZED (SELECT seq, task_id, changes FROM todo.events"
    " WHERE " TODO_IS_MINE
    ") SELECT (SELECT pg_catalog.count(*) FROM (SELECT DISTINCT ON (task_id) changes FROM mine"
    " ORDER BY task_id, seq) first_events"
    " WHERE pg_catalog.jsonb_exists(changes, 'old'))"
    ", (SELECT pg_catalog.count(*) FROM todo.tasks t WHERE t." TODO_IS_MINE
    " AND NOT EXISTS (SELECT FROM todo.events e"
    " WHERE e.task_id OPERATOR(pg_catalog.=) t.id AND e." TODO_IS_MINE
    "))"
    ", (SELECT trimmed_seq FROM todo.user_counters WHERE " TODO_IS_MINE ")"};

Datum TasksAsOf(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  const std::optional<Timestamp> at = pg::Args(fcinfo).TimestampValue(0);
  if (!at) todo::errors::ThrowBadArgument("at must not be null");
  if (select_trimmed.Run(nullptr, *at) > 0)
    throw todo::Error(todo::errors::kPastGone, "Events of that time are no longer kept.");
  select_as_of.Run(pg::ReceiveIntoResultSet(fcinfo), *at);
  return Datum{0};
}

Datum ReplayTasks(FunctionCallInfo fcinfo) {
  identity::RequireUser();
  pg::BigintReceiver holes;
  count_holes.Run(holes.receiver());
  if (holes[0] > 0 || holes[1] > 0 || holes[2] > 0)
    throw todo::Error(todo::errors::kPastGone,
                      "The log is not complete: events are no longer kept, or tasks were loaded "
                      "with triggers off.");
  select_replayed.Run(pg::ReceiveIntoResultSet(fcinfo));
  return Datum{0};
}

}  // namespace
}  // namespace journal

TODO_FUNCTION(todo_tasks_as_of, journal::TasksAsOf);
TODO_FUNCTION(todo_replay_tasks, journal::ReplayTasks);
