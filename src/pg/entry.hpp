// The one way from PostgreSQL into C++: nothing that C++ throws gets past it.
#pragma once

#include "pg/postgres.hpp"

namespace pg {

using Function = Datum (*)(FunctionCallInfo);

// Runs `implementation`. An exception ends as an ereport() that is raised after every C++ object
// and the exception itself are gone. bad_alloc is 53200; what nobody foresaw is XX000.
Datum enter(Function implementation, FunctionCallInfo fcinfo);

// The same for a call with a secret among its arguments, at that place from 0, or elsewhere: no
// message of it, be it an error, a wait for a lock or the end of the connection, brings the
// statement into the log, nor the context of its caller, where arguments may stand; and
// current_query() is null, so that no trigger writes it down. A statement that has the secret in it
// stays hidden for the rest of the client's message.
inline constexpr int kElsewhere = -1;
Datum enter_with_secret(Function implementation, FunctionCallInfo fcinfo, int secret);

}  // namespace pg

// The visibility is said here since PGDLLEXPORT is empty before PostgreSQL 16.
#define TODO_SHIM(symbol, body)                                        \
  extern "C" {                                                         \
  _Pragma("GCC visibility push(default)") PG_FUNCTION_INFO_V1(symbol); \
  Datum symbol(PG_FUNCTION_ARGS) {                                     \
    return body;                                                       \
  }                                                                    \
  _Pragma("GCC visibility pop")                                        \
  }                                                                    \
  static_assert(true)

// Makes the shim: the C symbol that SQL declares, whose work the C++ function `Implementation`
// does.
#define TODO_FUNCTION(symbol, Implementation) TODO_SHIM(symbol, ::pg::enter(Implementation, fcinfo))

// The same for a function with an argument that is secret when it is not null.
#define TODO_FUNCTION_WITH_SECRET(symbol, Implementation, argument) \
  TODO_SHIM(symbol, PG_ARGISNULL(argument)                          \
                        ? ::pg::enter(Implementation, fcinfo)       \
                        : ::pg::enter_with_secret(Implementation, fcinfo, argument))

// The same for a function whose secret is not among its arguments.
#define TODO_FUNCTION_WITH_SECRET_ELSEWHERE(symbol, Implementation) \
  TODO_SHIM(symbol, ::pg::enter_with_secret(Implementation, fcinfo, ::pg::kElsewhere))

// The same for a function that holds no C++ object and throws nothing: it needs no guard.
#define TODO_PLAIN_FUNCTION(symbol, implementation) TODO_SHIM(symbol, implementation(fcinfo))
