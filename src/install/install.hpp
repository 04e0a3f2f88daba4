// What todo.install() lays down: the statements of every room's tables.sql, and the grants on
// functions of its other SQL; and for Better Auth, where it is used, the statements of
// better_auth.sql.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
}

namespace install {

struct Part {
  Node* statement;
  const char* text;
  const char* title;  // the first line of the text: it names what the statement makes
};

// Whether Better Auth's tables are kept in schema todo. May longjmp.
bool has_better_auth();

// All of them, as a List of Part*, in the order in which they are run; is_there() of inventory.hpp
// tells which are missing. May longjmp.
List* read_parts(bool with_better_auth = has_better_auth());

}  // namespace install
