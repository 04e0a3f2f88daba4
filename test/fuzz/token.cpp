// A token as it comes: only the very texts that somebody has signed are taken.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base64url.hpp"
#include "core/refused.hpp"
#include "fuzz.hpp"
#include "keys.hpp"

namespace {

using fuzz::Must;

// Few tokens get here: there is time for all of their bytes.
void CheckThatChangesAreSeen(std::string_view token, const todo::KeySet& keys) {
  std::string changed(token);
  for (char& c : changed) {
    const char before = c;
    ++c;  // of "A", "Q", "g" and "w", which end a part, only the bits that nobody uses
    try {
      todo::VerifyJws(changed, keys);
      Must(false, "a token with a character changed is refused");
    } catch (const todo::Refused&) {
    }
    c = before;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const todo::KeySet keys = fuzz::AllKeys();
  const std::string_view token = fuzz::Text(data, size);
  try {
    const todo::Jws jws = todo::VerifyJws(token, keys);
    Must(size <= todo::kMaxTokenSize, "a token of at most 8 KiB");
    Must(std::ranges::count(token, '.') == 2, "three parts");
    const std::size_t last = token.rfind('.');
    const auto signature = todo::DecodeBase64Url(token.substr(last + 1));
    Must(signature.has_value() && jws.key->Verifies(token.substr(0, last), *signature),
         "the key proves the signed text");
    CheckThatChangesAreSeen(token, keys);
  } catch (const todo::Refused& refused) {
    Must(refused.what()[0] != '\0', "a reason");
  }
  try {
    const todo::TokenProof proof = todo::VerifyToken(token, keys, fuzz::kPolicy);
    Must(proof.issuer == fuzz::kPolicy.issuer, "the issuer");
    Must(proof.expires_us > fuzz::kPolicy.now_us, "a time to come");
  } catch (const todo::Refused&) {
  }
  return 0;
}
