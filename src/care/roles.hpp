// Who may do what: the two roles of the extension, and what anybody was given on its objects.
#pragma once

#include "care/finding.hpp"

namespace care {

// Whether both roles are there. May longjmp.
bool has_roles();
// Whether they are there, and may do no more than they are for.
Finding CheckRoles();

// Who else may go past row security, say who the end user is, or have functions called in place of
// ours. The roles are there.
void CheckGrants(Finding* grants);

}  // namespace care
