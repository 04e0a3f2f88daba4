// Columns that two of the user's tables have in common: what goes along when a row moves from one
// to the other.
//
// Everything here may longjmp.
#pragma once

#include "pg/postgres.hpp"

namespace pg {

// The names of the columns of `from` that `to` has as well, not generated there. `except` is none
// of them. What has another type there is cast, or refused, as the row moves.
List* shared_columns(const char* from, const char* to, const char* except);

// The definitions of the columns of `from`, but for generated ones, that `to` does not have, or of
// a type that might not hold all: "name type", and "NOT NULL DEFAULT …" where there is a default.
List* columns_left_out(const char* from, const char* to, const char* except);

}  // namespace pg
