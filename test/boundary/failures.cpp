// Errors of PostgreSQL and exceptions of C++.
#include "failures.hpp"

#include <new>
#include <stdexcept>

#include "core/error.hpp"
#include "pg/error.hpp"
#include "watch.hpp"

namespace boundary {
namespace {

constexpr todo::ErrorKind kTodoError{"PT409", "an error of ours", "The hint of ours.",
                                     "chk_of_ours", "table_of_ours"};

void add_context(void*) {
  errcontext("the body of a call");
}

}  // namespace

void change_server_state() {
  static ErrorContextCallback callback;
  callback = {error_context_stack, add_context, nullptr};
  error_context_stack = &callback;
  MemoryContextSwitchTo(TopTransactionContext);
  CurrentResourceOwner = TopTransactionResourceOwner;
}

void raise_with_every_field() {
  change_server_state();
  ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION), errmsg("an error of PostgreSQL"),
                  errdetail("The detail."), errhint("The hint."),
                  err_generic_string(PG_DIAG_SCHEMA_NAME, "the_schema"),
                  err_generic_string(PG_DIAG_TABLE_NAME, "the_table"),
                  err_generic_string(PG_DIAG_COLUMN_NAME, "the_column"),
                  err_generic_string(PG_DIAG_DATATYPE_NAME, "the_type"),
                  err_generic_string(PG_DIAG_CONSTRAINT_NAME, "the_constraint")));
  pg_unreachable();
}

void FailInPostgres() {
  const Tracked object;
  Watch([] { pg::Call([] { raise_with_every_field(); }); });
}

void ThrowRuntimeError() {
  const Tracked object;
  throw std::runtime_error("nobody foresaw this");
}

void ThrowEmptyRuntimeError() {
  const Tracked object;
  throw std::runtime_error("");
}

void ThrowTodoError() {
  const Tracked object;
  throw todo::Error(kTodoError, "The detail of ours.");
}

void ThrowInt() {
  const Tracked object;
  throw 42;
}

void ThrowBadAlloc() {
  const Tracked object;
  throw std::bad_alloc();
}

void RunOutOfMemory() {
  const Tracked object;
  const volatile std::size_t more_than_there_is = std::size_t{1} << 62;
  ::operator delete(::operator new(more_than_there_is));
}

}  // namespace boundary
