// Columns that two of the user's tables have in common: what goes along when a row moves from one
// to the other.
//
// Everything here may longjmp.
#pragma once

#include "pg/postgres.hpp"

namespace pg {

// The names of the columns of `from` that `to` has as well, of the same type and not generated
// there. `except` is none of them.
List* shared_columns(const char* from, const char* to, const char* except);

// The definitions of the columns of `from` that shared_columns() leaves out, though they are not
// generated: "name type", and "NOT NULL DEFAULT …" where there is a default.
List* columns_left_out(const char* from, const char* to, const char* except);

}  // namespace pg
