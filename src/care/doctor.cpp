// doctor: whether the tables are as todo.install() makes them, and the books of users true.
#include "care/checks.hpp"
#include "care/every_row.hpp"
#include "care/library.hpp"
#include "care/parts.hpp"
#include "care/roles.hpp"
#include "care/users.hpp"
#include "core/error.hpp"
#include "identity/identity.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"

namespace care {
namespace {

Finding check_encoding() {
  Finding encoding = Finding::begin("encoding");
  encoding.set_detail(GetDatabaseEncodingName());
  if (GetDatabaseEncoding() != PG_UTF8)
    encoding.add_problem(
        psprintf("the database's encoding is %s, and texts are counted in UTF-8:"
                 " restore a dump of it into a database in UTF8",
                 GetDatabaseEncodingName()));
  return encoding;
}

Datum Doctor(FunctionCallInfo fcinfo) {
  identity::RequireNobody();
  const std::int32_t sample_size = pg::Args(fcinfo).Integer(0).value_or(1000);
  if (sample_size < 0) todo::errors::ThrowBadArgument("sample_size must not be negative");
  const auto* const result = reinterpret_cast<const ReturnSetInfo*>(fcinfo->resultinfo);
  pg::Call([fcinfo] { InitMaterializedSRF(fcinfo, 0); });

  Finding library = CheckLibrary();
  CheckMembers(&library);
  const Finding roles = CheckRoles();
  Finding findings[kCheckCount] = {};
  Finding* const first = findings;
  const bool comparable = pg::Call([&] {
    for (int check = 0; check < kCheckCount; ++check)
      first[check] = Finding::begin(kCheckNames[check]);
    return check_parts(first);
  });
  const bool roles_there = pg::Call([] { return has_roles(); });
  if (roles_there) CheckGrants(&findings[kGrants]);
  const bool countable = comparable && pg::Call([] { return sees_every_row(); });
  const UserFindings users =
      countable ? CheckUsers(sample_size) : pg::Call([] { return users_not_looked_at(); });
  pg::Call([&] {
    library.report(result);
    check_encoding().report(result);
    roles.report(result);
    for (int check = 0; check < kCheckCount; ++check) first[check].report(result);
    users.counters.report(result);
    users.events.report(result);
  });
  return Datum{0};
}

}  // namespace
}  // namespace care

TODO_FUNCTION(todo_doctor, care::Doctor);
