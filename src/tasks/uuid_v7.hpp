// Identifiers for new tasks.
#pragma once

#include "core/uuid.hpp"
#include "pg/postgres.hpp"

namespace tasks {

// The next time-ordered UUID of this backend (RFC 9562 version 7). May longjmp.
todo::Uuid next_uuid_v7();

}  // namespace tasks
