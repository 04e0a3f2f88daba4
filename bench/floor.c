// The floor: what a call costs that does nothing.
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(bench_nothing);
Datum bench_nothing(PG_FUNCTION_ARGS) {
  PG_RETURN_NULL();
}

// The same for a function that returns a set: an empty one.
PG_FUNCTION_INFO_V1(bench_no_rows);
Datum bench_no_rows(PG_FUNCTION_ARGS) {
  InitMaterializedSRF(fcinfo, 0);
  return (Datum)0;
}
