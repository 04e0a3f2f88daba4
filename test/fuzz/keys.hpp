// The keys of the fuzzers of tokens: those of RFC 7515 appendix A and RFC 8037 appendix A, so that
// the tokens printed there get past their signature.
#pragma once

#include <string_view>

#include "core/jwt.hpp"

namespace fuzz {

inline constexpr std::string_view kPublicKeys =
    R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},)"
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},)"
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]})";
inline constexpr std::string_view kSecret =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
inline constexpr std::string_view kSecretKeys =
    R"({"keys":[{"kty":"oct","kid":"k1","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]})";

inline constexpr std::int64_t kSecond = 1'000'000;
inline constexpr std::int64_t kNow = 1'700'000'000;
inline constexpr std::int64_t kLeeway = 30;
inline constexpr todo::TokenPolicy kPolicy{"https://id.example", "todo", kLeeway* kSecond,
                                           kNow* kSecond};

inline todo::KeySet SecretKeys() {
  todo::KeySet keys;
  keys.AddSet(kSecretKeys, todo::KeySet::Source::kFile);
  return keys;
}
inline todo::KeySet AllKeys() {
  todo::KeySet keys = SecretKeys();
  keys.AddSet(kPublicKeys, todo::KeySet::Source::kSetting);
  return keys;
}

}  // namespace fuzz
