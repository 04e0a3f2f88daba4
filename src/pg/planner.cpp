#include "pg/planner.hpp"

#include "pg/postgres.hpp"

extern "C" {
#include "optimizer/planner.h"
}

namespace pg {
namespace {

constinit const char* kept_sql = nullptr;
constinit planner_hook_type previous_hook = nullptr;

// An index that has the order needs no sort. What cannot be done without these is still done, at a
// nominal cost that would call for JIT compilation.
constexpr const char* kSwitchedOff[] = {"enable_seqscan", "enable_sort", "enable_incremental_sort",
                                        "jit"};

PlannedStmt* plan(Query* query, const char* sql, int options, ParamListInfo parameters) {
  return previous_hook != nullptr ? previous_hook(query, sql, options, parameters)
                                  : standard_planner(query, sql, options, parameters);
}

PlannedStmt* plan_kept_statement(Query* query, const char* sql, int options,
                                 ParamListInfo parameters) {
  if (kept_sql == nullptr || sql == nullptr || strcmp(sql, kept_sql) != 0)
    return plan(query, sql, options, parameters);
  const int nest_level = NewGUCNestLevel();  // after an error the transaction's end undoes it
  for (const char* const name : kSwitchedOff)
    set_config_option(name, "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
  PlannedStmt* const result = plan(query, sql, options, parameters);
  AtEOXact_GUC(true, nest_level);
  return result;
}

}  // namespace

void install_planner_hook() {
  previous_hook = planner_hook;
  planner_hook = plan_kept_statement;
}

void expect_planning_of(const char* sql) {
  kept_sql = sql;
}

}  // namespace pg
