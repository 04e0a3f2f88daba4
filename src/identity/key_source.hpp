// The keys that tokens are checked against, from where the administrator keeps them: the settings
// todo.jwt_keys and todo.jwt_keys_file, and where both are empty the table todo.jwks.
#pragma once

#include <cstdint>

#include "core/key_set.hpp"

namespace identity {

// Called by _PG_init, again when that has failed. May longjmp.
void define_key_settings();

// The keys as they are now, read when they have changed. Throws todo::Refused. What it returns
// lives until the next call.
const todo::KeySet& CurrentKeys();

// Grows when the keys, or where they come from, may have changed.
std::uint64_t key_changes();
// For an assign hook of a setting that decides what a token proves.
void note_key_change();

}  // namespace identity
