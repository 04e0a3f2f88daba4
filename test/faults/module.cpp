// The injector's hands in the server: what SQL arms it with, when functions of the extension are at
// work, and the errors that it raises.
#include "injector.hpp"
#include "memory_methods.hpp"
#include "pg/entry.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "catalog/namespace.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "storage/lwlock.h"
#include "utils/syscache.h"
}

namespace faults {
namespace {

constexpr const char* kKinds[] = {"none", "error", "cancel", "new", "palloc", "malloc"};

// Every C function of schema todo is watched: what clients call and triggers alike.
bool is_ours(Oid function) {
  HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
  if (!HeapTupleIsValid(tuple)) return false;
  const auto* const form = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
  const bool ours =
      form->prolang == ClanguageId && form->pronamespace == get_namespace_oid("todo", true);
  ReleaseSysCache(tuple);
  return ours;
}

// It also hears of others' functions, those that run with their owner's rights. `*is_known` is the
// caller's to keep.
void note_call(FmgrHookEventType event, FmgrInfo* function, Datum* is_known) {
  enum : Datum { kNotYet, kOurs, kOthers };
  if (*is_known == kNotYet) *is_known = is_ours(function->fn_oid) ? kOurs : kOthers;
  if (*is_known == kOurs) todo_injector.depth += event == FHET_START ? 1 : -1;
}

using Allocate = decltype(MemoryContextMethods::alloc);
constinit Allocate allocate = nullptr;

[[noreturn]] void raise_out_of_memory() {
  ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory: a fault in palloc")));
  pg_unreachable();
}

// Whether the server does not outlive a lack of memory for what lasts as long as the process.
// LockAcquire() of 15 to 18 leaves an entry without its owners behind, and a lock that is taken
// after a ROLLBACK TO a savepoint then writes to nowhere. Of the references to statistics
// (pgstat_get_entry_ref_cached() of 15) a new one that finds no memory keeps another's, which the
// session's end frees twice; and where their table cannot grow it counts as larger than it is.
bool must_have(MemoryContext context) {
  constexpr char kStatistics[] = "PgStat Shared Ref";  // and "PgStat Shared Ref Hash"
  return context == TopMemoryContext ||
         strncmp(context->name, kStatistics, sizeof kStatistics - 1) == 0;
}

// Not where the server promises not to fail, keeps memory for its errors, or must have it.
template <class... Arguments>
void* allocate_or_fail(MemoryContext context, Arguments... arguments) {
  if (must_have(context)) {
    ++todo_injector.spared;
    void* const memory = allocate(context, arguments...);
    --todo_injector.spared;
    return memory;
  }
  if (CritSectionCount == 0 && context != ErrorContext &&
      todo_injector.Fails(Kind::kPalloc, "palloc"))
    raise_out_of_memory();
  return allocate(context, arguments...);
}

template <class... Arguments>
constexpr auto replacement_of(void* (*)(MemoryContext, Arguments...)) {
  return allocate_or_fail<Arguments...>;
}

void replace_allocation() {
  MemoryContextMethods* const methods = writable_methods();
  allocate = methods->alloc;
  methods->alloc = replacement_of(Allocate{});
}

// kind text, k bigint, again boolean, place bigint
Datum arm(FunctionCallInfo fcinfo) {
  // Its two arrays are there from now on: GetSnapshotData() of 15 to 18, where there is no memory
  // for the second, leaves the first behind, and the next snapshot writes to nowhere.
  GetLatestSnapshot();
  const char* const name = text_to_cstring(PG_GETARG_TEXT_PP(0));
  Kind kind = Kind::kNone;
  for (std::size_t i = 0; i < lengthof(kKinds); ++i)
    if (strcmp(name, kKinds[i]) == 0) kind = static_cast<Kind>(i);
  if (kind == Kind::kNone) elog(ERROR, "no such kind of fault: %s", name);
  Injector& injector = todo_injector;
  injector.kind = kind;
  injector.k = PG_GETARG_INT64(1);
  injector.again = PG_GETARG_BOOL(2);
  injector.place = PG_GETARG_INT64(3);
  injector.points = injector.fired = 0;
  injector.depth = injector.spared = 0;
  injector.last = "";
  PG_RETURN_VOID();
}

// Ends it. A cancel that nobody has noticed is taken back.
Datum disarm(FunctionCallInfo) {
  todo_injector.kind = Kind::kNone;
  QueryCancelPending = false;
  PG_RETURN_VOID();
}

// Loads the extension's library, as the first call of a session does.
Datum load(FunctionCallInfo) {
  ++todo_injector.depth;
  PG_TRY();
  { load_file("$libdir/todo", false); }
  PG_FINALLY();
  { --todo_injector.depth; }
  PG_END_TRY();
  PG_RETURN_VOID();
}

Datum points(FunctionCallInfo) {
  PG_RETURN_INT64(todo_injector.points);
}
// Where each point was.
Datum places(FunctionCallInfo) {
  auto* const elements = reinterpret_cast<Datum*>(todo_survey.places);
  const int count = static_cast<int>(todo_injector.points);
  PG_RETURN_ARRAYTYPE_P(
      construct_array(elements, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
Datum fired(FunctionCallInfo) {
  PG_RETURN_INT64(todo_injector.fired);
}
Datum last(FunctionCallInfo) {
  PG_RETURN_TEXT_P(cstring_to_text(todo_injector.last));
}
Datum objects(FunctionCallInfo) {
  PG_RETURN_INT64(todo_injector.objects);
}
Datum exceptions(FunctionCallInfo) {
  PG_RETURN_INT64(todo_injector.exceptions);
}

}  // namespace
}  // namespace faults

extern "C" {
#pragma GCC visibility push(default)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // in the server's own macro, on 18
PG_MODULE_MAGIC;
#pragma GCC diagnostic pop

void _PG_init(void);
void _PG_init(void) {
  needs_fmgr_hook = faults::is_ours;
  fmgr_hook = faults::note_call;
  faults::replace_allocation();
}

// What every call from the extension into the server passes first: see trampolines.
void todo_backend_call(const char* function);
void todo_backend_call(const char* function) {
  using faults::Kind;
  if (todo_injector.Fails(Kind::kCancel, function)) {
    InterruptPending = true;
    QueryCancelPending = true;
  }
  if (todo_injector.Fails(Kind::kError, function))
    ereport(ERROR,
            (errcode(MAKE_SQLSTATE('F', 'A', 'U', 'L', 'T')), errmsg("a fault in %s", function)));
}
#pragma GCC visibility pop
}

TODO_PLAIN_FUNCTION(todo_faults_arm, faults::arm);
TODO_PLAIN_FUNCTION(todo_faults_disarm, faults::disarm);
TODO_PLAIN_FUNCTION(todo_faults_load, faults::load);
TODO_PLAIN_FUNCTION(todo_faults_points, faults::points);
TODO_PLAIN_FUNCTION(todo_faults_places, faults::places);
TODO_PLAIN_FUNCTION(todo_faults_fired, faults::fired);
TODO_PLAIN_FUNCTION(todo_faults_last, faults::last);
TODO_PLAIN_FUNCTION(todo_faults_objects, faults::objects);
TODO_PLAIN_FUNCTION(todo_faults_exceptions, faults::exceptions);
