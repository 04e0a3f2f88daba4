#include "care/users.hpp"

#include <optional>

#include "care/books.hpp"
#include "care/each_user.hpp"
#include "journal/counters.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"

namespace care {
namespace {

using pg::Access;
using todo::Uuid;

constinit pg::Statement<> count_users{Access::kRead, "SELECT pg_catalog.count(*) FROM todo.users"};
// Accounts, and after them those whose tasks alone are there.
constinit pg::Statement<std::optional<std::int64_t>> select_users{
    Access::kRead,
    "SELECT id FROM (SELECT id, false AS has_none FROM todo.users"
    " UNION SELECT user_id, true FROM todo.tasks t WHERE NOT EXISTS (SELECT FROM todo.users u"
    " WHERE u.id OPERATOR(pg_catalog.=) t.user_id)) owners ORDER BY has_none, id LIMIT $1"};
// Half of them those who have made tasks last, as ids of version 7 have it, the others at random.
constinit pg::Statement<std::int64_t> select_sample{
    Access::kRead,
    "(SELECT user_id FROM (SELECT user_id FROM todo.tasks ORDER BY id DESC"
    " LIMIT ($1 OPERATOR(pg_catalog.+) 1) OPERATOR(pg_catalog./) 2) latest)"
    " UNION (SELECT id FROM todo.users ORDER BY pg_catalog.random()"
    " LIMIT $1 OPERATOR(pg_catalog./) 2) ORDER BY 1"};

constinit pg::Statement<Uuid> select_account{
    Access::kRead, "SELECT FROM todo.users WHERE id OPERATOR(pg_catalog.=) $1"};

void CheckUser(UserFindings* findings, const Uuid& user) {
  char id[todo::kUuidTextLength + 1];
  *todo::WriteUuid(id, user) = '\0';
  const char* const name = id;
  const std::optional<journal::ReadableCounters> found = journal::ReadCounters(user);
  const bool has_account = select_account.Run(nullptr, user) > 0;
  if (!found || !has_account) {
    const char* const problem =
        has_account
            ? "user %s has no counters: run todo.rebuild_counters()"
            : "tasks of user %s have no account: make it, and delete it again where they are to go";
    pg::Call([&] { findings->counters.add_problem(psprintf(problem, name)); });
    return;
  }
  const todo::TaskCounters tasks = CountTasksOf(user);
  const journal::ReadableCounters counters = *found;
  const EventNumbers numbers = ReadEventNumbers(user, counters.trimmed_seq, counters.seq);
  const std::int64_t untrue = CountUntrueTasks(user, counters.trimmed_seq);
  pg::Call([&] {
    const auto number = [](std::int64_t value) { return static_cast<long long>(value); };
    if (counters.tasks != tasks)
      findings->counters.add_problem(psprintf(
          "user %s has %lld open, %lld done, %lld in the trash, and is counted as %lld, %lld, %lld:"
          " run todo.rebuild_counters()",
          name, number(tasks.open), number(tasks.done), number(tasks.trash),
          number(counters.tasks.open), number(counters.tasks.done), number(counters.tasks.trash)));
    if (numbers.last > counters.seq)
      findings->counters.add_problem(
          psprintf("user %s has an event %lld, and the last one is counted as %lld:"
                   " run todo.rebuild_counters()",
                   name, number(numbers.last), number(counters.seq)));
    if (numbers.first_missing > 0)
      findings->events.add_problem(
          psprintf("event %lld of user %s is missing: todo.rebuild_counters() takes the log as"
                   " trimmed up to there",
                   number(numbers.first_missing), name));
    if (untrue > 0)
      findings->events.add_problem(
          psprintf("%lld tasks of user %s are not what their events say:"
                   " todo.rebuild_counters() takes the log as trimmed",
                   number(untrue), name));
  });
}

}  // namespace

UserFindings CheckUsers(std::int32_t sample_size) {
  UserFindings findings = pg::Call([] {
    return UserFindings{Finding::begin("counters"), Finding::begin("events")};
  });
  pg::BigintReceiver all;
  count_users.Run(all.receiver());
  const bool is_sample = sample_size > 0 && sample_size < all[0];
  pg::ListReceiver<Uuid> users;
  if (is_sample)
    select_sample.Run(users.receiver(), sample_size);
  else
    select_users.Run(users.receiver(),
                     sample_size > 0 ? std::optional<std::int64_t>(sample_size) : std::nullopt);
  ForEachUser(users.begin(), users.end(), [&](const Uuid& user) { CheckUser(&findings, user); });
  pg::Call([&] {
    const auto looked_at = static_cast<long long>(users.size());
    const bool is_cut = !is_sample && looked_at == sample_size;
    const char* const detail =
        is_cut ? psprintf("looked at %lld users", looked_at)
               : psprintf("looked at %lld of %lld users", looked_at,
                          is_sample ? static_cast<long long>(all[0]) : looked_at);
    findings.counters.set_detail(detail);
    findings.events.set_detail(detail);
  });
  return findings;
}

UserFindings users_not_looked_at() {
  constexpr char kWhy[] =
      "not looked at: rows may be hidden. Tables, columns, roles, policies and grants come first,"
      " and no restrictive policy may bind todo_service";
  UserFindings findings{Finding::begin("counters"), Finding::begin("events")};
  findings.counters.add_problem(kWhy);
  findings.events.add_problem(kWhy);
  return findings;
}

}  // namespace care
