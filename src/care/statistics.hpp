// What the planner's statistics tell of texts. A client sees its estimates by EXPLAIN, of other
// tenants' rows as well, so that of such columns none are gathered (tables.sql). Of an expression
// PostgreSQL gathers some all the same: for an index on it, or a statistics object.
#pragma once

#include "care/finding.hpp"

extern "C" {
#include "utils/rel.h"
}

namespace care {

// Every index and statistics object that tells of a column that none are to be gathered of. May
// longjmp.
void check_statistics(Finding* columns, Relation table);

}  // namespace care
