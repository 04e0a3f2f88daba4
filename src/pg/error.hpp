// The one way from C++ into PostgreSQL.
//
// PostgreSQL reports errors by longjmp, which runs no destructor; C++ by exceptions, which
// PostgreSQL's C frames cannot pass. Names keep them apart:
//   snake_case  has C linkage or calls PostgreSQL: it may longjmp. Only trivial locals in it.
//   CamelCase   is C++: it may throw. It reaches PostgreSQL through pg::Call alone.
#pragma once

#include <type_traits>

#include "pg/postgres.hpp"

namespace pg {

// A PostgreSQL error on its way through C++, whole: SQLSTATE, message, detail, hint, constraint,
// context. Trivially copyable; `data` is null when there was no memory left to copy it.
// Whoever catches one re-raises it, or has a subtransaction to roll back.
struct Error {
  ErrorData* data;
};

namespace detail {
// Runs body(argument). False, with `*error` filled, when PostgreSQL raised an error: the memory
// context, the resource owner and the exception and context stacks are then as they were before.
bool guarded_call(void (*body)(void*), void* argument, ErrorData** error);
}  // namespace detail

// Runs `body`, which may longjmp and must not own C++ objects; throws pg::Error if it does.
template <class Body>
auto Call(Body body) {
  using Result = std::invoke_result_t<Body>;
  static_assert(std::is_trivially_destructible_v<Body>, "a jump would skip its destructor");
  ErrorData* error = nullptr;
  if constexpr (std::is_void_v<Result>) {
    if (!detail::guarded_call([](void* b) { (*static_cast<Body*>(b))(); }, &body, &error))
      throw Error{error};
  } else {
    static_assert(std::is_trivially_destructible_v<Result>, "a jump would skip its destructor");
    struct {
      Body* body;
      Result result;
    } frame{&body, {}};
    using Frame = decltype(frame);
    if (!detail::guarded_call(
            [](void* f) {
              auto* const self = static_cast<Frame*>(f);
              self->result = (*self->body)();
            },
            &frame, &error))
      throw Error{error};
    return frame.result;
  }
}

// For loops of ours: statement_timeout, cancel and shutdown are seen here.
inline void CheckInterrupts() {
  if (InterruptPending) [[unlikely]]
    Call([] { CHECK_FOR_INTERRUPTS(); });
}

}  // namespace pg
