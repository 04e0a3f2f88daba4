#include "pg/function_call.hpp"

#include <algorithm>

#include "pg/catalog_changes.hpp"

extern "C" {
#include "catalog/objectaccess.h"
#include "catalog/pg_collation.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "pgstat.h"
}

namespace pg {
namespace {

bool has_null(const NullableDatum* arguments, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (arguments[i].isnull) return true;
  return false;
}

// What a function that returns a set is given to put its rows in.
ReturnSetInfo make_set_info() {
  ReturnSetInfo info{};
  info.type = T_ReturnSetInfo;
  info.econtext = CreateStandaloneExprContext();
  info.allowedModes = SFRM_Materialize;
  info.returnMode = SFRM_Materialize;
  return info;
}

void send_rows(const ReturnSetInfo& info, DestReceiver* rows) {
  TupleTableSlot* const slot = MakeSingleTupleTableSlot(info.setDesc, &TTSOpsMinimalTuple);
  rows->rStartup(rows, CMD_SELECT, info.setDesc);
  while (tuplestore_gettupleslot(info.setResult, true, false, slot)) {
    CHECK_FOR_INTERRUPTS();
    if (!rows->receiveSlot(slot, rows)) break;
  }
  rows->rShutdown(rows);
  ExecDropSingleTupleTableSlot(slot);
  tuplestore_end(info.setResult);
}

}  // namespace

Oid KeptFunction::find(std::span<const Oid> types) {
  const std::uint64_t as_of = function_changes();
  if (as_of_ != as_of) {
    List* const name = list_make2(makeString(pstrdup("todo")), makeString(pstrdup(name_)));
    function_ = LookupFuncName(name, static_cast<int>(types.size()), types.data(), false);
    as_of_ = as_of;
  }
  return function_;
}

FunctionResult call_function(KeptFunction* function, std::span<const Oid> types,
                             const NullableDatum* arguments, DestReceiver* rows) {
  const Oid oid = function->find(types);
  check_may_execute(oid);
  InvokeFunctionExecuteHook(oid);
  FmgrInfo info;
  fmgr_info(oid, &info);
  ReturnSetInfo set{};
  if (info.fn_retset) set = make_set_info();
  auto* const call = static_cast<FunctionCallInfo>(palloc0(SizeForFunctionCallInfo(types.size())));
  InitFunctionCallInfoData(*call, &info, static_cast<short>(types.size()), DEFAULT_COLLATION_OID,
                           nullptr, info.fn_retset ? reinterpret_cast<Node*>(&set) : nullptr);
  std::copy_n(arguments, types.size(), call->args);

  FunctionResult result{0, true, get_func_rettype(oid)};
  CommandCounterIncrement();
  PushActiveSnapshot(GetTransactionSnapshot());
  if (!info.fn_strict || !has_null(arguments, types.size())) {
    PgStat_FunctionCallUsage usage;
    pgstat_init_function_usage(call, &usage);
    result.value = FunctionCallInvoke(call);
    pgstat_end_function_usage(&usage, true);
    result.is_null = call->isnull || info.fn_retset;
  }
  if (info.fn_retset) {
    if (set.setResult != nullptr) send_rows(set, rows);
    FreeExprContext(set.econtext, true);
  }
  PopActiveSnapshot();
  CommandCounterIncrement();
  return result;
}

}  // namespace pg
