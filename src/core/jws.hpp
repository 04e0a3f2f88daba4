// JSON Web Signature, compact form (RFC 7515): what a signed text says, once its signature holds.
#pragma once

#include <string>
#include <string_view>

#include "core/key_set.hpp"

namespace todo {

inline constexpr std::size_t kMaxTokenSize = 8192;  // bytes

struct Jws {
  std::string type;  // `typ` of the header, empty when there is none
  std::string payload;
  const VerificationKey* key;  // that proved it
};

// Throws Refused: over kMaxTokenSize, not three parts in canonical base64url, a header that is no
// strict JSON object, `crit`, a key inside or by address (`jwk`, `jku`, `x5c`, `x5u`), an algorithm
// other than the key's, an unknown key, a wrong signature. The payload is looked at by nobody
// before the signature has proved it.
Jws VerifyJws(std::string_view token, const KeySet& keys);

}  // namespace todo
