// Whether the tables, and everything on them, are as install() makes them.
#pragma once

#include "care/finding.hpp"

namespace care {

// Fills one finding for each of Check. True when tables, columns and roles are there, so that
// everything could be compared. Locks the tables until the transaction ends. May longjmp.
bool check_parts(Finding* findings);

}  // namespace care
