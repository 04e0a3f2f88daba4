// What a token proves, for how long. Tokens are verified once a session and remembered by their
// SHA-256 until they expire or the keys change.
#pragma once

#include <string_view>

#include "core/uuid.hpp"
#include "pg/postgres.hpp"

namespace identity {

struct Proof {
  todo::Uuid user;
  TimestampTz expires;
};

// Called by _PG_init, again when that has failed. May longjmp.
void define_token_settings();

// Throws errors::kTokenRefused, whatever the reason; the server's log has it.
Proof Prove(std::string_view token);

}  // namespace identity
