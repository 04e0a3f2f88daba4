// What a good key has signed: a header on the first line, the claims on the others. Whoever looks
// at them in another way finds that what is taken may be taken.
#include <openssl/evp.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/base64url.hpp"
#include "core/refused.hpp"
#include "fuzz.hpp"
#include "keys.hpp"

namespace {

using fuzz::Must;
using todo::Json;

std::string Encoded(std::string_view text) {
  return todo::EncodeBase64Url({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

std::string Signed(std::string_view header, std::string_view claims) {
  static const std::vector<unsigned char> secret = todo::DecodeBase64Url(fuzz::kSecret).value();
  const std::string text = Encoded(header) + "." + Encoded(claims);
  std::array<unsigned char, 32> mac;
  std::size_t size = 0;
  EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.data(), secret.size(),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(),
            mac.size(), &size);
  return text + "." + todo::EncodeBase64Url(mac);
}

void CheckHeader(const Json& header) {
  Must(header.at("alg") == "HS256", "the key's algorithm");
  Must(!header.contains("kid") || header["kid"] == "k1", "the key's kid");
  for (const char* name : {"crit", "jwk", "jku", "x5c", "x5u"})
    Must(!header.contains(name), "a header that asks for nothing");
  Must(!header.contains("typ") || header["typ"].is_string(), "a type that is text");
}

void CheckClaims(const Json& claims, const todo::TokenProof& proof) {
  Must(claims.at("iss") == fuzz::kPolicy.issuer, "the issuer");
  const Json& audience = claims.at("aud");
  Must(audience == fuzz::kPolicy.audience ||
           (audience.is_array() &&
            std::ranges::find(audience, Json(fuzz::kPolicy.audience)) != audience.end()),
       "the audience");
  Must(claims.at("sub").is_string() && claims["sub"] == proof.subject && !proof.subject.empty(),
       "the subject");
  Must(proof.subject.find('\0') == std::string::npos, "a subject without NUL");
  Must(claims.at("exp").get<double>() > fuzz::kNow - fuzz::kLeeway, "an expiry to come");
  Must(proof.expires_us > fuzz::kPolicy.now_us, "a proof that has not expired");
  for (const char* name : {"nbf", "iat"})
    Must(!claims.contains(name) || claims[name].get<double>() <= fuzz::kNow + fuzz::kLeeway,
         "a token that is valid already");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const todo::KeySet keys = fuzz::SecretKeys();
  std::string_view claims = fuzz::Text(data, size);
  const std::string_view header = fuzz::TakeLine(&claims);
  const std::string token = Signed(header, claims);
  try {
    const todo::TokenProof proof = todo::VerifyToken(token, keys, fuzz::kPolicy);
    Must(token.size() <= todo::kMaxTokenSize, "a token of at most 8 KiB");
    Must(fuzz::IsUtf8(header) && fuzz::IsUtf8(claims), "UTF-8");
    CheckHeader(Json::parse(header));
    CheckClaims(Json::parse(claims), proof);
  } catch (const todo::Refused& refused) {
    const std::string_view reason = refused.what();
    Must(reason != "a signature that is not the key's", "a good signature");
    Must(reason != "not canonical base64url" && reason != "not three parts", "a good writing");
  }
  return 0;
}
