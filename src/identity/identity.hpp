// Who is signed in.
//
// The user is carried by the setting `todo.user_id`, which only this file can write. PostgreSQL
// itself then gives it transaction scope, savepoint rollback, RESET ALL, DISCARD ALL and the copy
// into parallel workers; nobody can pose as another by SQL, superusers included.
#pragma once

#include <optional>

#include "core/uuid.hpp"

namespace identity {

// Defines the settings. Called once, by _PG_init.
void define_settings();

std::optional<todo::Uuid> CurrentUser();

// The signed-in user. Throws errors::kNotSignedIn when there is none.
todo::Uuid RequireUser();

}  // namespace identity
