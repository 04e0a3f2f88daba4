#include "pg/statement.hpp"

#include "pg/catalog_changes.hpp"
#include "pg/planner.hpp"

namespace pg::detail {
namespace {

void prepare(KeptPlan* kept, const Oid* types, int count) {
  SPIPlanPtr plan =
      SPI_prepare_cursor(kept->sql, count, const_cast<Oid*>(types), CURSOR_OPT_GENERIC_PLAN);
  if (plan == nullptr)
    elog(ERROR, "could not prepare a statement: %s", SPI_result_code_string(SPI_result));
  if (SPI_keepplan(plan) != 0) elog(ERROR, "could not keep a plan");
  kept->plan = plan;
}

ParamListInfo make_parameters(const Oid* types, const NullableDatum* parameters, int count) {
  if (count == 0) return nullptr;
  ParamListInfo list = makeParamList(count);
  for (int i = 0; i < count; ++i) {
    ParamExternData* const parameter = &list->params[i];
    parameter->value = parameters[i].value;
    parameter->isnull = parameters[i].isnull;
    parameter->pflags = PARAM_FLAG_CONST;
    parameter->ptype = types[i];
  }
  return list;
}

// A text that is new is prepared anew. The old one stays, and its plan: they may be running.
void write_anew(KeptPlan* kept) {
  const std::uint64_t now = relation_changes();  // before the look-ups: what changes then counts
  if (kept->sql != nullptr && kept->as_of == now) return;
  const char* const sql = kept->write();
  if (kept->sql == nullptr || strcmp(kept->sql, sql) != 0) {
    kept->sql = MemoryContextStrdup(TopMemoryContext, sql);
    kept->plan = nullptr;
  }
  kept->as_of = now;
}

}  // namespace

std::uint64_t run_plan(KeptPlan* kept, const Oid* types, const NullableDatum* parameters, int count,
                       Access access, DestReceiver* receiver) {
  if (kept->write != nullptr) write_anew(kept);
  SPI_connect();
  if (kept->plan == nullptr) prepare(kept, types, count);
  SPIExecuteOptions options{};
  options.params = make_parameters(types, parameters, count);
  options.read_only = access == Access::kRead;
  options.dest = receiver != nullptr ? receiver : None_Receiver;
  expect_planning_of(kept->sql);
  const int result = SPI_execute_plan_extended(kept->plan, &options);
  if (result < 0) elog(ERROR, "could not execute a statement: %s", SPI_result_code_string(result));
  const std::uint64_t rows = SPI_processed;
  SPI_finish();
  return rows;
}

}  // namespace pg::detail
