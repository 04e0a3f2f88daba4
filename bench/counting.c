// Has callgrind count the instructions of this backend from one call to the other, for
// bench/profile.
#include "postgres.h"

#include <valgrind/callgrind.h>

#include "fmgr.h"

PG_FUNCTION_INFO_V1(bench_start_counting);
Datum bench_start_counting(PG_FUNCTION_ARGS) {
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_ZERO_STATS;
  PG_RETURN_VOID();
}

// Writes what was counted to a file of its own.
PG_FUNCTION_INFO_V1(bench_stop_counting);
Datum bench_stop_counting(PG_FUNCTION_ARGS) {
  CALLGRIND_DUMP_STATS;
  CALLGRIND_STOP_INSTRUMENTATION;
  PG_RETURN_VOID();
}
