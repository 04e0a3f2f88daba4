// health: what a probe asks each second. It reads the catalogs alone, row by row.
#include "care/checks.hpp"
#include "care/finding.hpp"
#include "care/library.hpp"
#include "install/install.hpp"
#include "install/inventory.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"

extern "C" {
#include "access/transam.h"
#include "access/xlog.h"
#include "catalog/pg_database.h"
#include "utils/syscache.h"
}

namespace care {
namespace {

// Half of the transaction ids that there can be. PostgreSQL's own VACUUM comes long before.
constexpr int32 kMaxAge = 1'000'000'000;

// Whether the tables are there, row security is on and forced, the triggers fire.
void report_tables(const ReturnSetInfo* result) {
  constexpr Check kLookedAt[] = {kTables, kRowSecurity, kTriggers};
  Finding findings[kCheckCount] = {};
  for (const Check check : kLookedAt) findings[check] = Finding::begin(kCheckNames[check]);
  ListCell* cell;
  foreach (cell, install::read_parts()) {
    const auto* const part = static_cast<const install::Part*>(lfirst(cell));
    const Check check = check_of(part->statement);
    if (check != kTables && check != kRowSecurity && check != kTriggers) continue;
    if (!install::is_there(part->statement)) findings[check].add_missing(part->title);
  }
  for (const Check check : kLookedAt) findings[check].report(result);
}

void report_server(const ReturnSetInfo* result) {
  Finding server = Finding::begin("server");
  server.set_detail(RecoveryInProgress() ? "standby" : "primary");
  server.report(result);
}

void report_transaction_ids(const ReturnSetInfo* result) {
  Finding ids = Finding::begin("transaction ids");
  HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(MyDatabaseId));
  if (!HeapTupleIsValid(tuple)) elog(ERROR, "database %u is not there", MyDatabaseId);
  const TransactionId frozen = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple))->datfrozenxid;
  ReleaseSysCache(tuple);
  const int32 age = static_cast<int32>(ReadNextTransactionId() - frozen);
  ids.set_detail(psprintf("the oldest is %d transactions old, of 2 billion at most", age));
  if (age > kMaxAge)
    ids.add_problem(
        psprintf("the oldest is %d transactions old, of 2 billion at most: VACUUM"
                 " the database, and look for what keeps autovacuum from it",
                 age));
  ids.report(result);
}

Datum Health(FunctionCallInfo fcinfo) {
  const auto* const result = reinterpret_cast<const ReturnSetInfo*>(fcinfo->resultinfo);
  pg::Call([fcinfo] { InitMaterializedSRF(fcinfo, 0); });
  const Finding library = CheckLibrary();
  pg::Call([&] {
    library.report(result);
    report_tables(result);
    report_server(result);
    report_transaction_ids(result);
  });
  return Datum{0};
}

}  // namespace
}  // namespace care

TODO_FUNCTION(todo_health, care::Health);
