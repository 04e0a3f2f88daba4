// Proves that every case of Wycheproof's on our subjects is decided as it is labelled, or more
// strictly for a reason that is listed.
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <set>

#include "core/jws.hpp"
#include "core/refused.hpp"
#include "signing.hpp"
#include "unit.hpp"
#include "vectors.hpp"

namespace todo {
namespace {

using unit::Bytes;
using unit::CheckWycheproof;
using unit::Encoded;
using unit::Stricter;

// --- JSON Web Signatures, Keys, and the signatures of JSON Web Crypto

Json KeySetOf(const Json& group) {
  const Json& key = group.contains("public") ? group.at("public") : group.at("private");
  return key.contains("keys") ? key : Json({{"keys", {key}}});
}

// Secrets come from a file, everything else from a setting.
bool AcceptsToken(const Json& group, const Json& test) {
  const Json set = KeySetOf(group);
  const bool secret =
      std::ranges::any_of(set.at("keys"), [](const Json& key) { return key.at("kty") == "oct"; });
  const Json& token = test.at(test.contains("jws") ? "jws" : "jwe");
  return unit::ReasonOf([&] {
           KeySet keys;
           keys.AddSet(set.dump(), secret ? KeySet::Source::kFile : KeySet::Source::kSetting);
           VerifyJws(token.is_string() ? token.get<std::string>() : token.dump(), keys);
         })
      .empty();
}

Stricter OfAlgorithm(const char* algorithm, const char* reason, std::size_t cases) {
  return {reason, cases, [algorithm](const Json& group, const Json&) {
            const Json set = KeySetOf(group);
            return set["keys"][0].value("alg", "") == algorithm;
          }};
}

Json HeaderOf(const Json& test) {
  const auto token = test.at("jws").get<std::string>();
  const auto bytes = DecodeBase64Url(std::string_view(token).substr(0, token.find('.')));
  return bytes ? Json::parse(*bytes) : Json();
}

TEST(Wycheproof, JsonWebSignature) {
  CheckWycheproof(
      "json_web_signature_test.json",
      {OfAlgorithm("RS384", "RS384 is no algorithm of ours", 4),
       OfAlgorithm("RS512", "RS512 is no algorithm of ours", 4),
       OfAlgorithm("PS384", "PS384 is no algorithm of ours", 4),
       OfAlgorithm("PS512", "PS512 is no algorithm of ours", 4),
       OfAlgorithm("ES521", "ES512 is no algorithm of ours", 2),
       {"a \"?\" among the base64url", 2,
        [](const Json&, const Json& test) {
          return test.at("jws").get<std::string>().find('?') != std::string::npos;
        }},
       // RFC 7520 section 4.2, whose key Wycheproof says is for PS256
       {"PS384 in the header", 2,
        [](const Json&, const Json& test) { return HeaderOf(test)["alg"] == "PS384"; }}},
      AcceptsToken,
      // Their names speak of padding that was lost on the way into the file.
      {{367, 357}, {370, 357}});
}

TEST(Wycheproof, JsonWebKey) {
  CheckWycheproof("json_web_key_test.json",
                  {OfAlgorithm("HS384", "HS384 is no algorithm of ours", 1),
                   OfAlgorithm("HS512", "HS512 is no algorithm of ours", 1)},
                  AcceptsToken);
}

TEST(Wycheproof, JsonWebCrypto) {
  CheckWycheproof("json_web_crypto_test.json",
                  {{"an encrypted token (JWE)", 2,
                    [](const Json&, const Json& test) { return test.contains("jwe"); }}},
                  AcceptsToken);
}

// --- Signatures by themselves

Bytes FromHex(const std::string& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<unsigned char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}
Bytes FromHex(const Json& hex) {
  return FromHex(hex.get<std::string>());
}

std::string Message(const Json& test) {
  const Bytes bytes = FromHex(test.at("msg"));
  return {bytes.begin(), bytes.end()};
}

bool Verifies(const Json& jwk, const Json& test, const Bytes& signature) {
  try {
    return VerificationKey::FromJwk(jwk).Verifies(Message(test), signature);
  } catch (const Refused&) {
    return false;
  }
}

TEST(Wycheproof, Ed25519) {
  CheckWycheproof("ed25519_test.json", {}, [](const Json& group, const Json& test) {
    const Json jwk = {{"kty", "OKP"},
                      {"crv", "Ed25519"},
                      {"x", Encoded(FromHex(group.at("publicKey").at("pk")))}};
    return Verifies(jwk, test, FromHex(test.at("sig")));
  });
}

// A coordinate as its JWK has it: 32 bytes, where Wycheproof writes a signed number.
std::string Coordinate(const Json& hex) {
  Bytes bytes = FromHex(hex);
  while (bytes.size() > 32 && bytes.front() == 0) bytes.erase(bytes.begin());
  while (bytes.size() < 32) bytes.insert(bytes.begin(), 0);
  return Encoded(bytes);
}

Json P256Key(const Json& group) {
  const Json& key = group.at("publicKey");
  return {{"kty", "EC"},
          {"crv", "P-256"},
          {"x", Coordinate(key.at("wx"))},
          {"y", Coordinate(key.at("wy"))}};
}

TEST(Wycheproof, EcdsaP256) {
  CheckWycheproof("ecdsa_secp256r1_sha256_p1363_test.json", {},
                  [](const Json& group, const Json& test) {
                    return Verifies(P256Key(group), test, FromHex(test.at("sig")));
                  });
}

// r and s side by side; nothing for what is not DER to the letter or does not fit.
std::optional<Bytes> FromDer(const Bytes& der) {
  const unsigned char* in = der.data();
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
      d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())), ECDSA_SIG_free);
  if (pair == nullptr || in != der.data() + der.size()) return std::nullopt;
  Bytes again(der.size());
  unsigned char* out = again.data();
  if (i2d_ECDSA_SIG(pair.get(), nullptr) != static_cast<int>(der.size()) ||
      i2d_ECDSA_SIG(pair.get(), &out) != static_cast<int>(der.size()) || again != der)
    return std::nullopt;
  Bytes signature(64);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.data(), 32) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.data() + 32, 32) < 0)
    return std::nullopt;
  return signature;
}

// The same curve with other edge cases. Tokens have no DER: what cannot be converted is refused by
// the conversion here.
TEST(Wycheproof, EcdsaP256InDer) {
  int converted = 0;
  CheckWycheproof("ecdsa_secp256r1_sha256_test.json", {},
                  [&converted](const Json& group, const Json& test) {
                    const std::optional<Bytes> signature = FromDer(FromHex(test.at("sig")));
                    if (!signature) return false;
                    ++converted;
                    return Verifies(P256Key(group), test, *signature);
                  });
  std::cout << "  of these " << converted << " could be written without DER\n";
}

Json RsaKey(const Json& group, const char* algorithm) {
  const Json& key = group.at("publicKey");
  return {{"kty", "RSA"},
          {"alg", algorithm},
          {"n", Encoded(FromHex(key.at("modulus")))},
          {"e", Encoded(FromHex(key.at("publicExponent")))}};
}

TEST(Wycheproof, RsaPkcs1) {
  CheckWycheproof("rsa_signature_2048_sha256_test.json", {},
                  [](const Json& group, const Json& test) {
                    return Verifies(RsaKey(group, "RS256"), test, FromHex(test.at("sig")));
                  });
}

TEST(Wycheproof, RsaPss) {
  CheckWycheproof("rsa_pss_2048_sha256_mgf1_32_test.json", {},
                  [](const Json& group, const Json& test) {
                    return Verifies(RsaKey(group, "PS256"), test, FromHex(test.at("sig")));
                  });
}

TEST(Wycheproof, Hmac) {
  CheckWycheproof("hmac_sha256_test.json",
                  {{"a tag of fewer than 32 bytes", 33,
                    [](const Json& group, const Json&) { return group.at("tagSize") < 256; }},
                   {"a secret of fewer than 32 bytes", 3,
                    [](const Json& group, const Json&) { return group.at("keySize") < 256; }}},
                  [](const Json&, const Json& test) {
                    const Json jwk = {{"kty", "oct"}, {"k", Encoded(FromHex(test.at("key")))}};
                    return Verifies(jwk, test, FromHex(test.at("tag")));
                  });
}

}  // namespace
}  // namespace todo
