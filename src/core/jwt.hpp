// JSON Web Token (RFC 7519), checked as RFC 8725 asks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/jws.hpp"

namespace todo {

struct TokenPolicy {
  std::string_view issuer;    // `iss` must be this
  std::string_view audience;  // `aud` must be this, or have it among others
  std::int64_t leeway_us;     // by which clocks may differ
  std::int64_t now_us;        // since 1970-01-01 UTC
};

struct TokenProof {
  std::string issuer;
  std::string subject;      // never empty, without NUL
  std::int64_t expires_us;  // since 1970-01-01 UTC, leeway included; not over the key's own
};

// Throws Refused, for what VerifyJws() refuses and for claims that are missing, of a wrong type, or
// do not fit: `iss`, `aud`, `exp` and `sub` are required; `nbf` and `iat` count when they are
// there; `typ`, when it is there, says JWT or at+jwt (RFC 9068).
// A key that has expired proves for an hour more what was issued before.
TokenProof VerifyToken(std::string_view token, const KeySet& keys, const TokenPolicy& policy);

}  // namespace todo
