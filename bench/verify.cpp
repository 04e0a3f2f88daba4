// How long it takes to verify a token: by the core, and by OpenSSL alone for the same bytes.
// bench/verification.py calls it, in the same rounds as everything else.
#include <openssl/evp.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base64url.hpp"
#include "core/jwt.hpp"
#include "core/key_set.hpp"
#include "core/refused.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct Subject {
  std::string token, message, issuer, audience;
  std::vector<unsigned char> signature;
  todo::KeySet keys;
  std::unique_ptr<EVP_PKEY, Free> openssl_key;
};
std::unique_ptr<Subject> subject;

bool ByOpenSsl() {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  const auto* const message = reinterpret_cast<const unsigned char*>(subject->message.data());
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                              subject->openssl_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), subject->signature.data(), subject->signature.size(),
                          message, subject->message.size()) == 1;
}

bool ByCore() {
  return subject->keys.Find(nullptr, todo::Algorithm::kEdDsa)
      .Verifies(subject->message, subject->signature);
}

bool WholeToken() try {
  const std::int64_t now = std::chrono::duration_cast<std::chrono::microseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  todo::VerifyToken(subject->token, subject->keys, {subject->issuer, subject->audience, 0, now});
  return true;
} catch (const todo::Refused&) {
  return false;
}

}  // namespace

extern "C" {

// public_key: the 32 bytes that the key set has as text.
void set_subject(const char* token, const char* key_set, const unsigned char* public_key,
                 const char* issuer, const char* audience) {
  subject = std::make_unique<Subject>();
  subject->token = token;
  const std::size_t dot = subject->token.rfind('.');
  subject->message = subject->token.substr(0, dot);
  subject->signature = todo::DecodeBase64Url(subject->token.substr(dot + 1)).value();
  subject->issuer = issuer;
  subject->audience = audience;
  subject->keys.AddSet(key_set, todo::KeySet::Source::kSetting);
  subject->openssl_key.reset(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key, 32));
}

// False when a verification did not succeed.
bool time_verifications(const char* how, int calls, std::int64_t* nanoseconds) {
  bool (*const verify)() = std::string(how) == "openssl"            ? ByOpenSsl
                           : std::string(how) == "verify_signature" ? ByCore
                                                                    : WholeToken;
  for (int call = 0; call < calls; ++call) {
    const Clock::time_point start = Clock::now();
    const bool verified = verify();
    nanoseconds[call] =
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
    if (!verified) return false;
  }
  return true;
}

}  // extern "C"
