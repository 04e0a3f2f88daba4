// Idempotency keys: what a key did is remembered for a day, in todo.idempotency_keys.
//
// No client writes that table: it is written by table access, like the journal's. A user's keyed
// commands queue on the user's counters, as all writers of one user do, so of two with the same key
// the second finds what the first has remembered.
#pragma once

#include <string_view>

#include "core/sha256.hpp"
#include "execute/arguments.hpp"

namespace execute {

// How long a key stands for what it did, in microseconds.
inline constexpr std::int64_t kKeptFor = USECS_PER_DAY;

// A key, and what it stands for.
struct KeyUse {
  todo::Uuid user;
  Datum key;
  todo::Sha256 fingerprint;  // of the function and its arguments
};

enum class KeyState : std::uint8_t {
  kNoAccount,  // nothing can be remembered
  kFree,
  kUsed,
  kUsedOtherwise,
};

struct KeyRecord {
  KeyState state;
  Jsonb* result;  // of kUsed
};

KeyUse MakeKeyUse(const todo::Uuid& user, std::string_view key, const Function& function,
                  const Arguments& arguments);
// Waits for the user's other writers, and keeps them waiting until the transaction ends.
// 25006 in a read-only transaction.
KeyRecord look_up(const KeyUse& use);
// After look_up() has found it free.
void remember(const KeyUse& use, Jsonb* result);

// Deletes at most `rows` keys that were made before `due`; returns how many. The user's counters
// are locked.
std::int64_t DropKeys(const todo::Uuid& user, pg::Timestamp due, std::int64_t rows);

}  // namespace execute
