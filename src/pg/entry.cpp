#include "pg/entry.hpp"

#include <cstring>
#include <new>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "pg/error.hpp"

extern "C" {
#include "tcop/tcopprot.h"
}

namespace pg {
namespace {

// What is left of a failure once C++ is out of it: plain data alone.
struct Failure {
  ErrorData* from_postgres = nullptr;  // raised by PostgreSQL: goes on as it is
  ErrorData* ours = nullptr;           // raised by us: collects its context now
  bool unforeseen = false;             // an exception that nobody foresaw, and the start of
  char what[256];                      // what it says
};

char* copy_unless_empty(const char* text) {
  return text[0] == '\0' ? nullptr : pstrdup(text);
}

ErrorData* make_error_data(const todo::Error& error) {
  const todo::ErrorKind& kind = error.kind();
  const char* const code = kind.sqlstate;
  auto* data = static_cast<ErrorData*>(palloc0(sizeof(ErrorData)));
  data->sqlerrcode = MAKE_SQLSTATE(code[0], code[1], code[2], code[3], code[4]);
  data->message = pstrdup(error.what());
  data->detail = copy_unless_empty(error.detail().c_str());
  data->detail_log = copy_unless_empty(kind.detail_for_log);
  data->hint = copy_unless_empty(error.hint());
  data->constraint_name = copy_unless_empty(kind.constraint);
  data->table_name = copy_unless_empty(kind.table);
  if (data->table_name != nullptr) data->schema_name = pstrdup("todo");
  return data;
}

void keep_unforeseen(Failure* failure, const char* what) noexcept {
  failure->unforeseen = true;
  strlcpy(failure->what, what, sizeof failure->what);
}

// True and `*result`, or false and `*failure`. The exception is over when the catch block is left;
// only then is PostgreSQL called again.
bool RunCatching(Function implementation, FunctionCallInfo fcinfo, Datum* result,
                 Failure* failure) noexcept {
  std::optional<todo::Error> ours;
  try {
    *result = implementation(fcinfo);
    return true;
  } catch (const Error& error) {
    failure->from_postgres = error.data;
  } catch (todo::Error& error) {
    ours.emplace(std::move(error));
  } catch (const std::bad_alloc&) {
    // out of memory is what a failure with nothing in it says
  } catch (const std::exception& error) {
    keep_unforeseen(failure, error.what());
  } catch (...) {
    keep_unforeseen(failure, "unknown C++ exception");
  }
  if (ours) {
    struct {
      const todo::Error* error;
      ErrorData* data;
    } frame{&*ours, nullptr};
    using Frame = decltype(frame);
    const bool copied = detail::guarded_call(
        [](void* f) {
          auto* const self = static_cast<Frame*>(f);
          self->data = make_error_data(*self->error);
        },
        &frame, &failure->from_postgres);
    if (copied) failure->ours = frame.data;
  }
  return false;
}

// Zero where there is nothing to say: what ereport() takes for nothing.
int name_field(int field, const char* name) {
  return name != nullptr ? err_generic_string(field, name) : 0;
}

[[noreturn]] void raise_ours(const ErrorData& data, bool secret) {
  ereport(ERROR, (errcode(data.sqlerrcode), errmsg_internal("%s", data.message),
                  data.detail != nullptr ? errdetail_internal("%s", data.detail) : 0,
                  data.detail_log != nullptr ? errdetail_log("%s", data.detail_log) : 0,
                  data.hint != nullptr ? errhint("%s", data.hint) : 0,
                  name_field(PG_DIAG_SCHEMA_NAME, data.schema_name),
                  name_field(PG_DIAG_TABLE_NAME, data.table_name),
                  name_field(PG_DIAG_CONSTRAINT_NAME, data.constraint_name), errhidestmt(secret)));
  pg_unreachable();
}

[[noreturn]] void raise(const Failure& failure, bool secret) {
  if (failure.from_postgres != nullptr) {
    if (secret) {
      failure.from_postgres->hide_stmt = true;
      if (failure.from_postgres->sqlerrcode == ERRCODE_T_R_DEADLOCK_DETECTED)
        failure.from_postgres->detail_log = nullptr;  // the statements that wait
    }
    ReThrowError(failure.from_postgres);
  }
  if (failure.ours != nullptr) raise_ours(*failure.ours, secret);
  if (failure.unforeseen) {
    const int size = static_cast<int>(strlen(failure.what));
    const int whole = pg_mbcliplen(failure.what, size, size);  // not cut within a character
    ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
                    errmsg_internal("unforeseen exception: %.*s", whole, failure.what),
                    errhidestmt(secret)));
  }
  ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"), errhidestmt(secret)));
  pg_unreachable();
}

bool shows_secret(const char* statement, FunctionCallInfo fcinfo, int secret) {
  if (statement == nullptr || secret == kElsewhere) return true;
  const text* const value = PG_GETARG_TEXT_PP(secret);
  return memmem(statement, strlen(statement), VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) !=
         nullptr;
}

}  // namespace

Datum enter(Function implementation, FunctionCallInfo fcinfo) {
  Datum result = 0;
  Failure failure;
  if (RunCatching(implementation, fcinfo, &result, &failure)) return result;
  raise(failure, false);
}

Datum enter_with_secret(Function implementation, FunctionCallInfo fcinfo, int secret) {
  ErrorContextCallback* const callers = error_context_stack;
  error_context_stack = nullptr;  // whoever catches an error puts it back
  const char* const statement = std::exchange(debug_query_string, nullptr);
  Datum result = 0;
  Failure failure;
  const bool done = RunCatching(implementation, fcinfo, &result, &failure);
  if (!shows_secret(statement, fcinfo, secret)) debug_query_string = statement;
  if (!done) raise(failure, true);
  error_context_stack = callers;
  return result;
}

}  // namespace pg
