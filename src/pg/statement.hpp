// SQL of ours, prepared once a session and kept, with typed parameters.
//
// Users' rows are reached through these alone: the executor applies row security, privileges,
// constraints and triggers as it does for any client. The plan is generic from the start: without
// that a bound LIMIT makes PostgreSQL plan anew at every call.
#pragma once

#include <array>
#include <cstdint>

#include "pg/error.hpp"
#include "pg/value.hpp"

namespace pg {

// kRead runs in the caller's snapshot and refuses to write, as a STABLE function must.
enum class Access : bool { kWrite = false, kRead = true };

namespace detail {

struct KeptPlan {
  const char* sql;
  char* (*write)() = nullptr;
  std::uint64_t as_of = 0;  // when write() wrote the text
  SPIPlanPtr plan = nullptr;
};

// Prepares the plan at its first use. Returns the number of rows that went into `receiver`.
std::uint64_t run_plan(KeptPlan* kept, const Oid* types, const NullableDatum* parameters, int count,
                       Access access, DestReceiver* receiver);

}  // namespace detail

// One a statement, `static constinit`: it lives as long as the backend. In the text every schema,
// table, function and operator is named in full, so that nobody's search_path changes its meaning.
template <class... Parameters>
class Statement {
 public:
  constexpr Statement(Access access, const char* sql) : access_(access), kept_{sql} {}
  // One whose text depends on which columns the user's tables have: written anew when they may have
  // changed. `write` may longjmp; what it allocates is copied.
  constexpr Statement(Access access, char* (*write)()) : access_(access), kept_{nullptr, write} {}

  // Throws pg::Error. Without a receiver the rows are counted and dropped.
  std::uint64_t Run(DestReceiver* receiver, const Parameters&... values) {
    return Call([&] {
      static constexpr std::array<Oid, sizeof...(Parameters) + 1> kTypes{
          TypeOf<Parameters>::kOid..., InvalidOid};
      const std::array<NullableDatum, sizeof...(Parameters) + 1> parameters{to_parameter(values)...,
                                                                            NullableDatum{}};
      return detail::run_plan(&kept_, kTypes.data(), parameters.data(), sizeof...(Parameters),
                              access_, receiver);
    });
  }

 private:
  Access access_;
  detail::KeptPlan kept_;
};

}  // namespace pg
