// run_maintenance: one batch of each job.
//
// A batch finds what is due, then goes user by user: it locks the account and its counters before
// the user's rows, as every writer does, and leaves out who has them locked. What has changed in
// between is looked at again under the lock.
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/uuid.hpp"
#include "execute/keys.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "journal/reason.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/shared_columns.hpp"
#include "pg/statement.hpp"
#include "retention/settings.hpp"
#include "retention/trim.hpp"

extern "C" {
#include "tcop/utility.h"
}

namespace retention {
namespace {

using pg::Access;
using pg::Timestamp;
using todo::Uuid;

constexpr char kTasks[] = "tasks";
constexpr char kArchive[] = "tasks_archive";
constexpr char kArchivedAt[] = "archived_at";  // the archive's own

// Whose the rows are that come first. $1: the time before which a row is due; $2: how many rows are
// looked at; $3: users who are passed over. Each user once, and one of them twice where there may
// be more rows.
using FindDue = pg::Statement<Timestamp, std::int64_t, std::span<const Uuid>>;
#define TODO_USERS_OF(rows, order)                                \
  "WITH due AS MATERIALIZED (SELECT user_id FROM todo." rows      \
  " AND user_id OPERATOR(pg_catalog.<>) ALL ($3) ORDER BY " order \
  " LIMIT $2)"                                                    \
  " SELECT DISTINCT user_id FROM due UNION ALL"                   \
  " (SELECT user_id FROM due OFFSET $2 OPERATOR(pg_catalog.-) 1)"
// $1: the user; $2 as above; $3: how many.
using TakeDue = pg::Statement<Uuid, Timestamp, std::int64_t>;

constinit FindDue find_old_trash{
    Access::kWrite,
    TODO_USERS_OF("tasks WHERE deleted_at IS NOT NULL AND deleted_at OPERATOR(pg_catalog.<) $1",
                  "user_id, deleted_at DESC")};

constinit TakeDue purge_trash{Access::kWrite,
                              "DELETE FROM todo.tasks WHERE id OPERATOR(pg_catalog.=) ANY (ARRAY("
                              "SELECT id FROM todo.tasks WHERE user_id OPERATOR(pg_catalog.=) $1"
                              " AND deleted_at IS NOT NULL AND deleted_at OPERATOR(pg_catalog.<) "
                              "$2 LIMIT $3 FOR UPDATE SKIP LOCKED))"};

// A client may have chosen an id that the archive has: that task stays where it is.
#define TODO_NOT_ARCHIVED                             \
  " AND NOT EXISTS (SELECT FROM todo.tasks_archive a" \
  " WHERE a.id OPERATOR(pg_catalog.=) tasks.id)"

constinit FindDue find_old_tasks{
    Access::kWrite, TODO_USERS_OF("tasks WHERE completed AND deleted_at IS NULL"
                                  " AND updated_at OPERATOR(pg_catalog.<) $1" TODO_NOT_ARCHIVED,
                                  "updated_at")};

// A task takes the columns along that its owner has added, where the archive has them too.
char* write_archive_tasks() {
  StringInfoData columns;
  initStringInfo(&columns);
  ListCell* cell;
  foreach (cell, pg::shared_columns(kTasks, kArchive, kArchivedAt))
    appendStringInfo(&columns, "%s%s", columns.len > 0 ? ", " : "",
                     quote_identifier(static_cast<const char*>(lfirst(cell))));
  return psprintf(
      "WITH moved AS (DELETE FROM todo.tasks WHERE id OPERATOR(pg_catalog.=) ANY (ARRAY("
      "SELECT id FROM todo.tasks WHERE user_id OPERATOR(pg_catalog.=) $1 AND completed"
      " AND deleted_at IS NULL AND updated_at OPERATOR(pg_catalog.<) $2" TODO_NOT_ARCHIVED
      " LIMIT $3 FOR UPDATE SKIP LOCKED)) RETURNING %s)"
      " INSERT INTO todo.tasks_archive (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM moved",
      columns.data, columns.data, columns.data);
}
constinit TakeDue archive_tasks{Access::kWrite, write_archive_tasks};

// Whether the archive has a column for each that a task has: else a task would lose what is in it.
bool archive_has_all_columns() {
  const List* const left_out = pg::columns_left_out(kTasks, kArchive, kArchivedAt);
  if (left_out == NIL) return true;
  const auto* const column = static_cast<const char*>(linitial(left_out));
  ereport(WARNING, (errcode(ERRCODE_UNDEFINED_COLUMN),
                    errmsg("no task is archived: todo.tasks_archive does not have all columns of"
                           " todo.tasks, or one that may not hold as much"),
                    errhint("It must have this one: %s; or set todo.archive_after to 0.", column)));
  return false;
}

constinit FindDue find_old_keys{Access::kWrite,
                                TODO_USERS_OF("idempotency_keys"
                                              " WHERE created_at OPERATOR(pg_catalog.<) $1",
                                              "created_at")};

struct Limits {
  std::int64_t rows;
  TimestampTz deadline;
};

struct Report {
  std::string_view job;
  std::int64_t rows;
  bool finished;
};

bool Passed(TimestampTz deadline) {
  return GetCurrentTimestamp() >= deadline;
}

Timestamp MinutesAgo(int minutes) {
  return {GetCurrentTransactionStartTimestamp() - minutes * std::int64_t{USECS_PER_MINUTE}};
}

// What is due, user by user: `take(user, due, rows)` returns how many it took. Nobody holds up
// others: users from whom nothing can be taken, since they are busy, are passed over, and one takes
// half of what is left of the batch at most, unless nobody else wants it. Others are looked for
// behind all that busy users have, but not behind all of one who is about to have the whole batch:
// that would be read in each.
template <class Take>
Report GoByUser(std::string_view job, FindDue& find, Timestamp due, const Limits& limits,
                Take take) {
  constexpr std::int64_t kFurther = 16;
  Report report{job, 0, true};
  std::vector<Uuid> passed_over;
  std::set<Uuid> with_more;
  bool all_found = false;
  for (std::int64_t look = limits.rows; !all_found && report.rows < limits.rows;
       look = limits.rows * kFurther) {
    pg::ListReceiver<Uuid> found;
    find.Run(found.receiver(), due, look, passed_over);
    const std::set<Uuid> users(found.begin(), found.end());
    all_found = users.size() == found.size();
    for (const Uuid& user : users) {
      pg::CheckInterrupts();
      if (with_more.contains(user)) continue;
      if (report.rows >= limits.rows || Passed(limits.deadline)) {
        report.finished = false;
        return report;
      }
      // Waits for nobody: who waited here would hold up the users whose turn was before.
      if (!pg::Call([&user] { return journal::try_lock_account_and_counters(user); })) {
        report.finished = false;
        passed_over.push_back(user);
        continue;
      }
      const std::int64_t share = (limits.rows - report.rows + 1) / 2;
      const std::int64_t taken = take(user, due, share);
      if (taken == 0) passed_over.push_back(user);
      if (taken == share) with_more.insert(user);
      report.rows += taken;
    }
    if (look > limits.rows && !with_more.empty()) break;
  }
  for (const Uuid& user : with_more) {
    pg::CheckInterrupts();
    const std::int64_t rest = Passed(limits.deadline) ? 0 : limits.rows - report.rows;
    const std::int64_t taken = rest == 0 ? 0 : take(user, due, rest);
    report.finished = report.finished && taken < rest;
    report.rows += taken;
  }
  report.finished = report.finished && all_found;
  return report;
}

std::int64_t Take(TakeDue& take, const Uuid& user, Timestamp due, std::int64_t rows) {
  return static_cast<std::int64_t>(take.Run(nullptr, user, due, rows));
}

Report PurgeTrash(const Limits& limits) {
  constexpr std::string_view kJob = "purge_trash";
  if (trash_retention() == 0) return {kJob, 0, true};
  return GoByUser(kJob, find_old_trash, MinutesAgo(trash_retention()), limits,
                  [](const Uuid& user, Timestamp due, std::int64_t rows) {
                    return Take(purge_trash, user, due, rows);
                  });
}

// The archive refers to an account, so tasks that were loaded without one stay. Said once.
bool has_account(const Uuid& user, bool* told) {
  if (journal::account_exists(user)) return true;
  if (*told) return false;
  *told = true;
  char id[todo::kUuidTextLength + 1];
  *todo::WriteUuid(id, user) = '\0';
  ereport(WARNING,
          (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
           errmsg("tasks without an account are not archived, such as those of user %s", id),
           errhint("todo.doctor(0) finds them all, and says what to do.")));
  return false;
}

Report ArchiveTasks(const Limits& limits) {
  constexpr std::string_view kJob = "archive_tasks";
  if (archive_after() == 0 || !pg::Call(archive_has_all_columns)) return {kJob, 0, true};
  const journal::ArchivingScope archiving;
  bool told = false;
  return GoByUser(kJob, find_old_tasks, MinutesAgo(archive_after()), limits,
                  [&told](const Uuid& user, Timestamp due, std::int64_t rows) -> std::int64_t {
                    if (!pg::Call([&] { return has_account(user, &told); })) return 0;
                    return Take(archive_tasks, user, due, rows);
                  });
}

Report DropExpiredKeys(const Limits& limits) {
  const Timestamp due{GetCurrentTimestamp() - execute::kKeptFor};
  return GoByUser("drop_keys", find_old_keys, due, limits, execute::DropKeys);
}

Report TrimEvents(const Limits& limits) {
  constexpr std::string_view kJob = "trim_events";
  if (event_retention() == 0) return {kJob, 0, true};
  const Trimmed trimmed =
      TrimEventsBefore(MinutesAgo(event_retention()), limits.rows, limits.deadline);
  return {kJob, trimmed.rows, trimmed.finished};
}

void put_report(const ReturnSetInfo* result, const Report& report) {
  const Datum job = pg::TypeOf<std::string_view>::to_datum(report.job);
  Datum values[] = {job, Int64GetDatum(report.rows), BoolGetDatum(report.finished)};
  bool nulls[] = {false, false, false};
  tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Limits CheckLimits(const pg::Args& args) {
  constexpr std::int32_t kUsual = 1000;
  constexpr std::int32_t kMax = 100'000;
  const std::int32_t batch_size = args.Integer(0).value_or(kUsual);
  if (batch_size < 1 || batch_size > kMax)
    todo::errors::ThrowBadArgument("batch_size must be from 1 to " + std::to_string(kMax) +
                                   ", not " + std::to_string(batch_size));
  const Interval* const limit = args.IntervalValue(1);
  if (limit == nullptr) todo::errors::ThrowBadArgument("time_limit must not be null");
  const TimestampTz deadline = pg::Call([limit] {
    return DatumGetTimestampTz(DirectFunctionCall2(timestamptz_pl_interval,
                                                   TimestampTzGetDatum(GetCurrentTimestamp()),
                                                   PointerGetDatum(limit)));
  });
  return {batch_size, deadline};
}

Datum RunMaintenance(FunctionCallInfo fcinfo) {
  // Where nothing is due, too: a standby has not done the work.
  pg::Call([] { PreventCommandIfReadOnly("todo.run_maintenance()"); });
  identity::RequireNobody();
  const Limits limits = CheckLimits(pg::Args(fcinfo));
  pg::Call([fcinfo] { InitMaterializedSRF(fcinfo, 0); });
  const auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (Report (*const job)(const Limits&) :
       {PurgeTrash, ArchiveTasks, DropExpiredKeys, TrimEvents}) {
    const Report report = job(limits);
    pg::Call([&] { put_report(result, report); });
  }
  return Datum{0};
}

}  // namespace
}  // namespace retention

TODO_FUNCTION(todo_run_maintenance, retention::RunMaintenance);
