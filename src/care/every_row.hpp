// Care counts everybody's rows, through row security: it may only do so when none is hidden from
// it.
#pragma once

namespace care {

// Throws errors::kSignedInMaintenance: a back end that has said who the end user is sees that
// user's rows alone.
void RequireNobody();

// Whether the caller may read every row of every table. Nobody is signed in. May longjmp.
bool sees_every_row();

}  // namespace care
