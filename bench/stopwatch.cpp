// The clock of the benchmark: prepared statements by libpq, each call timed. The same few lines
// serve every peer, so that what a client costs is the same for all. Python (bench/stopwatch.py)
// decides what is called.
#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <cstdio>

namespace {

using Clock = std::chrono::steady_clock;

std::int64_t Nanoseconds(Clock::duration duration) {
  return std::chrono::nanoseconds(duration).count();
}

char problem[1024];

const char* Problem(const char* statement, const char* what) {
  std::snprintf(problem, sizeof problem, "%s: %s", statement, what);
  return problem;
}

// Null when the result is as it should be: `rows` rows, or any number where that is negative.
const char* Check(PGconn* connection, const char* statement, PGresult* result, int rows) {
  const char* wrong = nullptr;
  if (PQresultStatus(result) != PGRES_TUPLES_OK)
    wrong = Problem(statement, PQerrorMessage(connection));
  else if (rows >= 0 && PQntuples(result) != rows)
    wrong = Problem(statement, "another number of rows than expected");
  PQclear(result);
  return wrong;
}

}  // namespace

extern "C" {

// Calls a prepared statement `calls` times, each with the next `arguments` of `values`, and writes
// how long each took, from sending it until its rows are here. Returns what went wrong, or null.
const char* time_calls(PGconn* connection, const char* statement, int calls, int arguments,
                       const char* const* values, int rows, std::int64_t* nanoseconds) {
  for (int call = 0; call < calls; ++call, values += arguments) {
    const Clock::time_point start = Clock::now();
    PGresult* const result =
        PQexecPrepared(connection, statement, arguments, values, nullptr, nullptr, 0);
    nanoseconds[call] = Nanoseconds(Clock::now() - start);
    if (const char* const wrong = Check(connection, statement, result, rows)) return wrong;
  }
  return nullptr;
}

// The same calls in one pipeline, which is one transaction: a single Sync ends both. Writes how
// long all took.
const char* time_pipeline(PGconn* connection, const char* statement, int calls, int arguments,
                          const char* const* values, int rows, std::int64_t* nanoseconds) {
  if (PQenterPipelineMode(connection) != 1) return Problem(statement, "no pipeline");
  const char* wrong = nullptr;
  const Clock::time_point start = Clock::now();
  for (int call = 0; call < calls; ++call, values += arguments)
    if (PQsendQueryPrepared(connection, statement, arguments, values, nullptr, nullptr, 0) != 1)
      return Problem(statement, PQerrorMessage(connection));
  if (PQpipelineSync(connection) != 1) return Problem(statement, PQerrorMessage(connection));
  for (int call = 0; call < calls; ++call) {
    if (const char* const problem_here =
            Check(connection, statement, PQgetResult(connection), rows))
      wrong = problem_here;
    PQclear(PQgetResult(connection));  // null: the end of this statement's results
  }
  PQclear(PQgetResult(connection));  // the Sync
  *nanoseconds = Nanoseconds(Clock::now() - start);
  if (PQexitPipelineMode(connection) != 1) return Problem(statement, PQerrorMessage(connection));
  return wrong;
}

}  // extern "C"
