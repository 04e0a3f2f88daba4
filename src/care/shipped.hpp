// Whether what is there under a name is what tables.sql makes: is_there() of install/inventory.hpp
// looks for the name alone. The statement itself says what to expect; expressions are compared as
// the parser sees them, so that it does not matter how they were written down or restored.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "nodes/parsenodes.h"
}

namespace care {

// The table that the statement makes or changes, null for COMMENT and GRANT.
const RangeVar* relation_of(Node* statement);

// How what is there differs from what `statement` makes; null when it does not, or is not there.
// Every table, column and role that the statement names must be there. May longjmp.
const char* deviation(Node* statement);

// The same for one column of a table: it is missing, of another type, may be null, has no default.
const char* column_deviation(Oid relation, const ColumnDef* column);

// Of a column that deviates in nothing of that: whether it is generated; whether its default is
// another one; whether its collation takes texts for equal that differ.
bool is_generated(Oid relation, const ColumnDef* column);
bool has_other_default(Oid relation, const ColumnDef* column);
bool takes_others_for_equal(Oid relation, const ColumnDef* column);

}  // namespace care
