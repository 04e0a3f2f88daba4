// undo: puts back what one event changed.
#include "core/error.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"

namespace journal {
namespace {

using pg::Access;

#define TODO_MY_EVENT "todo.events WHERE " TODO_IS_MINE " AND seq OPERATOR(pg_catalog.=) $1"

// Whether there is such an event, and which of old and new it has.
constinit pg::Statement<std::int64_t> find_event{
    Access::kWrite,
    "SELECT pg_catalog.jsonb_exists(changes, 'old'), pg_catalog.jsonb_exists(changes, 'new'),"
    // To the archive, or from it: what came into being by `restored` was not made then.
    " kind OPERATOR(pg_catalog.=) 'archived' OR kind OPERATOR(pg_catalog.=) 'restored'"
    " AND NOT pg_catalog.jsonb_exists(changes, 'old')"
    " FROM " TODO_MY_EVENT};

// What the event set stands unchanged in the task.
#define TODO_STANDS(column, as_column)                           \
  " AND (NOT pg_catalog.jsonb_exists(e.n, '" column              \
  "')"                                                           \
  " OR coalesce(t." column " OPERATOR(pg_catalog.=) " as_column( \
      "e.n", column) ", t." column " IS NULL AND " as_column("e.n", column) " IS NULL))"
#define TODO_PUT_BACK(column, as_column)                      \
  column " = CASE WHEN pg_catalog.jsonb_exists(e.o, '" column \
         "') THEN " as_column("e.o", column) " ELSE t." column " END"
#define TODO_AS_TEXT(object, column) "pg_catalog.jsonb_object_field_text(" object ", '" column "')"
#define TODO_AS_BOOLEAN(object, column) TODO_AS_TEXT(object, column) "::pg_catalog.bool"
#define TODO_AS_TIME(object, column) TODO_AS_TEXT(object, column) "::pg_catalog.timestamptz"

#define TODO_EVENT_FIELDS                                                \
  "(SELECT task_id, pg_catalog.jsonb_object_field(changes, 'old') AS o," \
  " pg_catalog.jsonb_object_field(changes, 'new') AS n FROM " TODO_MY_EVENT ") e"
#define TODO_ITS_TASK " t.id OPERATOR(pg_catalog.=) e.task_id AND t." TODO_IS_MINE
#define TODO_NO_LATER_EVENT(that)                                \
  " NOT EXISTS (SELECT FROM todo.events l WHERE l." TODO_IS_MINE \
  " AND l.task_id OPERATOR(pg_catalog.=) e.task_id AND l.seq OPERATOR(pg_catalog.>) $1" that ")"
#define TODO_BOTH_SET(column)             \
  "pg_catalog.jsonb_exists(e.n, '" column \
  "') AND pg_catalog.jsonb_exists(pg_catalog.jsonb_object_field(l.changes, 'new'), '" column "')"
// An update of what the event set.
#define TODO_SETS_IT_AGAIN                                                                       \
  "pg_catalog.jsonb_exists(l.changes, 'old') AND (" TODO_BOTH_SET("title") " OR " TODO_BOTH_SET( \
      "description") " OR " TODO_BOTH_SET("completed") " OR " TODO_BOTH_SET("deleted_at") ")"
// The task was gone since, and the one that has its id now is another: it was made at another time.
#define TODO_WAS_ANOTHER                                             \
  "NOT pg_catalog.jsonb_exists(l.changes, 'new') AND " TODO_AS_TIME( \
      "pg_catalog.jsonb_object_field(l.changes, 'old')",             \
      "created_at") " OPERATOR(pg_catalog.<>) t.created_at"
#define TODO_ALL_STAND                      \
  TODO_STANDS("title", TODO_AS_TEXT)        \
  TODO_STANDS("description", TODO_AS_TEXT)  \
  TODO_STANDS("completed", TODO_AS_BOOLEAN) \
  TODO_STANDS("deleted_at", TODO_AS_TIME)
#define TODO_UNCHANGED_SINCE \
  TODO_ALL_STAND " AND" TODO_NO_LATER_EVENT(" AND (" TODO_SETS_IT_AGAIN " OR " TODO_WAS_ANOTHER ")")
#define TODO_RETURNING_T                                                           \
  " RETURNING t.id, t.user_id, t.title, t.description, t.completed, t.created_at," \
  " t.updated_at, t.deleted_at, t.completed_at, t.version"

// An update is undone while no other has set what it set, be it back again, and the task is the
// same.
constinit pg::Statement<std::int64_t> undo_update{
    Access::kWrite,
    "UPDATE todo.tasks t SET " TODO_PUT_BACK("title", TODO_AS_TEXT) ", " TODO_PUT_BACK(
        "description", TODO_AS_TEXT) ", " TODO_PUT_BACK("completed",
                                                        TODO_AS_BOOLEAN) ", "
    TODO_PUT_BACK("deleted_at", TODO_AS_TIME) " FROM " TODO_EVENT_FIELDS
    " WHERE" TODO_ITS_TASK TODO_UNCHANGED_SINCE TODO_RETURNING_T};

// A creation is undone while the task is as it was created, without an event since: its version
// tells of changes that none records.
constinit pg::Statement<std::int64_t> undo_creation{
    Access::kWrite, "DELETE FROM todo.tasks t USING " TODO_EVENT_FIELDS " WHERE" TODO_ITS_TASK
                    " AND t.version OPERATOR(pg_catalog.=) " TODO_AS_TEXT(
                        "e.n", "version") "::pg_catalog.int4" TODO_ALL_STAND
                                          " AND" TODO_NO_LATER_EVENT("") TODO_RETURNING_T};

// A purge is undone while the task has had no life since.
constinit pg::Statement<std::int64_t> undo_purge{
    Access::kWrite,
    "INSERT INTO todo.tasks AS t (" TODO_TASK_COLUMNS
    ")"
    " SELECT e.task_id, todo.current_user_id(), r.title, r.description, r.completed,"
    " r.created_at, r.updated_at, r.deleted_at, r.completed_at, r.version"
    " FROM " TODO_EVENT_FIELDS
    ","
    " LATERAL pg_catalog.jsonb_populate_record(NULL::todo.task, o) r"
    " WHERE" TODO_NO_LATER_EVENT("") " ON CONFLICT (id) DO NOTHING" TODO_RETURNING_T};

Datum Undo(FunctionCallInfo fcinfo) {
  const todo::Uuid user = identity::RequireUser();
  const std::optional<std::int64_t> seq = pg::Args(fcinfo).BigInteger(0);
  if (!seq) todo::errors::ThrowBadArgument("seq must not be null");
  pg::BigintReceiver event;
  if (find_event.Run(event.receiver(), *seq) == 0)
    throw todo::Error(todo::errors::kNoSuchEvent,
                      "You have no event with the number " + std::to_string(*seq) + ".");
  const bool was_there = event[0] != 0;
  const bool is_there = event[1] != 0;
  if (event[2] != 0) throw todo::Error(todo::errors::kArchivedUndo);
  // Before the statement takes its snapshot, which is to show every event there is. The account is
  // for what comes into being.
  pg::Call([&] {
    if (is_there)
      lock_counters(user);
    else
      lock_account_and_counters(user);
  });
  pg::CompositeReceiver result(fcinfo);
  pg::Statement<std::int64_t>& statement =
      was_there ? (is_there ? undo_update : undo_purge) : undo_creation;
  statement.Run(result.receiver(), *seq);
  if (!result.found()) throw todo::Error(todo::errors::kChangedSince);
  return result.row();
}

}  // namespace
}  // namespace journal

TODO_FUNCTION(todo_undo, journal::Undo);
