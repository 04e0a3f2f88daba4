// Proves that a key verifies its own signatures and no others, and that weak keys and keys for
// something else are not made.
#include "core/verification_key.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "signing.hpp"
#include "unit.hpp"

namespace todo {
namespace {

using std::string_view_literals::operator""sv;
using unit::Bytes;
using unit::Signer;

std::string ReasonFor(const Json& jwk) {
  return unit::ReasonOf([&jwk] { VerificationKey::FromJwk(jwk); });
}

Json With(Json jwk, const char* member, Json value) {
  jwk[member] = std::move(value);
  return jwk;
}
Json Without(Json jwk, const char* member) {
  jwk.erase(member);
  return jwk;
}

// --- Algorithms

TEST(ParseAlgorithm, KnowsTheFiveAndNoOther) {
  for (const Algorithm algorithm : unit::kAlgorithms)
    EXPECT_EQ(ParseAlgorithm(unit::NameOf(algorithm)), algorithm);
  for (const char* name :
       {"",      "none",  "None",   "NONE",   "eddsa",   "EDDSA", "ES256K", "es256",
        "ES384", "ES512", "RS384",  "RS512",  "RS1",     "PS384", "PS512",  "HS384",
        "HS512", "hs256", "HS256 ", " HS256", "Ed25519", "Ed448", "dir",    "A256KW"})
    EXPECT_EQ(ParseAlgorithm(name), std::nullopt) << name;
  EXPECT_EQ(ParseAlgorithm(std::string_view("HS256\0", 6)), std::nullopt);
}

// --- Signatures

class EveryAlgorithm : public testing::TestWithParam<Algorithm> {
 protected:
  Signer signer_{GetParam()};
  VerificationKey key_ = VerificationKey::FromJwk(signer_.Jwk());
};
INSTANTIATE_TEST_SUITE_P(Algorithms, EveryAlgorithm, testing::ValuesIn(unit::kAlgorithms),
                         [](const auto& info) { return unit::NameOf(info.param); });

TEST_P(EveryAlgorithm, VerifiesItsOwnSignature) {
  EXPECT_EQ(key_.algorithm(), GetParam());
  EXPECT_EQ(key_.is_secret(), GetParam() == Algorithm::kHs256);
  for (const std::string& message :
       {std::string(), std::string("a"), std::string("\0\xFF", 2), std::string(8192, 'x')})
    EXPECT_TRUE(key_.Verifies(message, signer_.Sign(message))) << message.size();
}

TEST_P(EveryAlgorithm, RefusesAnotherMessage) {
  const Bytes signature = signer_.Sign("message");
  for (const char* other : {"", "messagf", "message ", "messag", "Message"})
    EXPECT_FALSE(key_.Verifies(other, signature)) << other;
}

TEST_P(EveryAlgorithm, RefusesAnotherKeysSignature) {
  EXPECT_FALSE(key_.Verifies("message", Signer(GetParam()).Sign("message")));
}

TEST_P(EveryAlgorithm, RefusesEveryBitThatIsChanged) {
  const Bytes signature = signer_.Sign("message");
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    Bytes changed = signature;
    changed[bit / 8] ^= static_cast<unsigned char>(1u << bit % 8);
    ASSERT_FALSE(key_.Verifies("message", changed)) << bit;
  }
}

TEST_P(EveryAlgorithm, RefusesEveryOtherLength) {
  const Bytes signature = signer_.Sign("message");
  for (std::size_t size = 0; size < signature.size(); ++size)
    ASSERT_FALSE(key_.Verifies("message", std::span(signature).first(size))) << size;
  for (const unsigned char byte : {0x00, 0x01, 0xFF}) {
    Bytes longer = signature;
    longer.push_back(byte);
    EXPECT_FALSE(key_.Verifies("message", longer));
    longer = signature;
    longer.insert(longer.begin(), byte);
    EXPECT_FALSE(key_.Verifies("message", longer));
  }
}

TEST_P(EveryAlgorithm, RefusesSignaturesOfOneByteRepeated) {
  for (const std::size_t size : {0, 1, 32, 64, 70, 255, 256, 257, 1024})
    for (const int byte : {0x00, 0x01, 0x7F, 0xFF})
      EXPECT_FALSE(key_.Verifies("message", Bytes(size, static_cast<unsigned char>(byte))));
}

TEST_P(EveryAlgorithm, StillVerifiesAfterItMoved) {
  const Bytes signature = signer_.Sign("message");
  VerificationKey moved = std::move(key_);
  EXPECT_TRUE(moved.Verifies("message", signature));
  VerificationKey assigned = VerificationKey::FromJwk(Signer(Algorithm::kEs256).Jwk());
  assigned = std::move(moved);
  EXPECT_EQ(assigned.algorithm(), GetParam());
  EXPECT_TRUE(assigned.Verifies("message", signature));
}

// The server's own TLS reads that queue.
TEST_P(EveryAlgorithm, LeavesNothingInTheErrorQueue) {
  const Bytes signature = signer_.Sign("message");
  ERR_clear_error();
  EXPECT_FALSE(key_.Verifies("other", signature));
  EXPECT_FALSE(key_.Verifies("message", Bytes(3)));
  EXPECT_FALSE(key_.Verifies("message", Bytes(signature.size(), 0xFF)));
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// RFC 8017 sections 8.1.2 and 8.2.2: as long as the modulus. OpenSSL takes a PSS signature without
// its leading zeros: one signature would have several texts.
TEST(RsaSignature, IsRefusedWithoutItsLeadingZero) {
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kPs256}) {
    const Signer signer(algorithm);
    const VerificationKey key = VerificationKey::FromJwk(signer.Jwk());
    for (int i = 0;; ++i) {
      ASSERT_LT(i, 10'000) << "one in 256 begins with a zero";
      const std::string message = std::to_string(i);
      const Bytes signature = signer.Sign(message);
      if (signature[0] != 0) continue;
      EXPECT_TRUE(key.Verifies(message, signature));
      EXPECT_FALSE(key.Verifies(message, std::span(signature).subspan(1)))
          << unit::NameOf(algorithm);
      break;
    }
  }
}

TEST(RsaSignature, OfOnePaddingIsRefusedForTheOther) {
  const Signer pkcs1(Algorithm::kRs256);
  const Json jwk = pkcs1.Jwk();
  const VerificationKey pss = VerificationKey::FromJwk(With(jwk, "alg", "PS256"));
  EXPECT_EQ(pss.algorithm(), Algorithm::kPs256);
  EXPECT_TRUE(VerificationKey::FromJwk(jwk).Verifies("message", pkcs1.Sign("message")));
  EXPECT_FALSE(pss.Verifies("message", pkcs1.Sign("message")));
}

// RFC 7518 section 3.5: the salt is as long as the hash.
TEST(RsaSignature, OfAnotherSaltIsRefused) {
  const Signer signer(Algorithm::kPs256);
  const VerificationKey key = VerificationKey::FromJwk(signer.Jwk());
  for (const int salt : {0, 20, 31, 32, 33, 64, RSA_PSS_SALTLEN_MAX})
    EXPECT_EQ(key.Verifies("message", signer.Sign("message", salt)), salt == 32) << salt;
}

// RFC 7518 section 3.4: r and s side by side, and never DER.
TEST(EcdsaSignature, IsRefusedAsDer) {
  const Signer signer(Algorithm::kEs256);
  const VerificationKey key = VerificationKey::FromJwk(signer.Jwk());
  const Bytes signature = signer.Sign("message");
  Bytes der = {0x30, 0, 0x02, 33, 0};
  der.insert(der.end(), signature.begin(), signature.begin() + 32);
  der.insert(der.end(), {0x02, 33, 0});
  der.insert(der.end(), signature.begin() + 32, signature.end());
  der[1] = static_cast<unsigned char>(der.size() - 2);
  EXPECT_FALSE(key.Verifies("message", der));
}

TEST(EcdsaSignature, WithSomethingBetweenItsHalvesIsRefused) {
  const Signer signer(Algorithm::kEs256);
  const VerificationKey key = VerificationKey::FromJwk(signer.Jwk());
  const Bytes signature = signer.Sign("message");
  for (const std::size_t size : {1, 2, 32}) {
    Bytes longer = signature;
    longer.insert(longer.begin() + 32, size, 0);
    EXPECT_FALSE(key.Verifies("message", longer)) << size;
  }
}

// The attack of CVE-2022-21449: zeros fit every message where nobody looks at their range.
TEST(EcdsaSignature, OfZerosIsRefused) {
  const Signer signer(Algorithm::kEs256);
  const VerificationKey key = VerificationKey::FromJwk(signer.Jwk());
  const Bytes signature = signer.Sign("message");
  for (const std::size_t start : {0, 32}) {
    Bytes zeroed = signature;
    std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(start), 32, 0);
    EXPECT_FALSE(key.Verifies("message", zeroed));
  }
  EXPECT_FALSE(key.Verifies("message", Bytes(64)));
}

// --- What a JSON Web Key says of itself

TEST_P(EveryAlgorithm, IsTheKeysAlone) {
  const Json jwk = signer_.Jwk();
  for (const char* other : {"none", "", "ES256", "EdDSA", "RS256", "PS256", "HS256", "ES384",
                            "RS384", "HS512", "RSA-OAEP", "A256KW", "A256GCM"}) {
    const bool is_rsa = jwk["kty"] == "RSA" && (other == "RS256"sv || other == "PS256"sv);
    if (other == std::string_view(unit::NameOf(GetParam())) || is_rsa) continue;
    EXPECT_EQ(ReasonFor(With(jwk, "alg", other)),
              "a key for another algorithm than its kind is accepted with")
        << other;
  }
  EXPECT_EQ(ReasonFor(With(jwk, "alg", 1)), "a key whose \"alg\" is no text");
}

TEST_P(EveryAlgorithm, IsThatOfItsKindWhenTheKeyDoesNotSay) {
  const Algorithm expected = GetParam() == Algorithm::kPs256 ? Algorithm::kRs256 : GetParam();
  EXPECT_EQ(VerificationKey::FromJwk(Without(signer_.Jwk(), "alg")).algorithm(), expected);
}

TEST_P(EveryAlgorithm, IsForSignaturesAlone) {
  const Json jwk = signer_.Jwk();
  EXPECT_EQ(ReasonFor(Without(jwk, "use")), "");
  EXPECT_EQ(ReasonFor(With(jwk, "use", "enc")), "a key that is not for signatures");
  EXPECT_EQ(ReasonFor(With(jwk, "use", "")), "a key that is not for signatures");
  EXPECT_EQ(ReasonFor(With(jwk, "use", nullptr)), "a key whose \"use\" is no text");
  EXPECT_EQ(ReasonFor(With(jwk, "key_ops", {"verify"})), "");
  EXPECT_EQ(ReasonFor(With(jwk, "key_ops", {"sign", "verify"})), "");
  for (const Json& operations : {Json::array(), Json({"sign"}), Json({"encrypt", "decrypt"}),
                                 Json("verify"), Json({"sign, verify"}), Json(nullptr)})
    EXPECT_EQ(ReasonFor(With(jwk, "key_ops", operations)), "a key that is not for verifying")
        << operations.dump();
}

TEST_P(EveryAlgorithm, HasTheKeysId) {
  const Json jwk = signer_.Jwk();
  EXPECT_EQ(VerificationKey::FromJwk(jwk).id(), "key");
  EXPECT_EQ(VerificationKey::FromJwk(With(jwk, "kid", "")).id(), "");
  EXPECT_EQ(VerificationKey::FromJwk(Without(jwk, "kid")).id(), std::nullopt);
  for (const Json& id : {Json(1), Json(nullptr), Json({"key"})})
    EXPECT_EQ(ReasonFor(With(jwk, "kid", id)), "a key whose \"kid\" is no text") << id.dump();
}

TEST_P(EveryAlgorithm, DoesNotExpireByItself) {
  EXPECT_EQ(key_.signs_until_us(), std::numeric_limits<std::int64_t>::max());
  key_.set_signs_until_us(1);
  EXPECT_EQ(key_.signs_until_us(), 1);
}

// Every member that the key is made of: missing, of a wrong type, and not canonical base64url.
TEST_P(EveryAlgorithm, NeedsItsMembersInCanonicalBase64Url) {
  const Json jwk = signer_.Jwk();
  for (const char* member : {"x", "y", "n", "e", "k"}) {
    if (!jwk.contains(member)) continue;
    const auto text = jwk[member].get<std::string>();
    EXPECT_NE(ReasonFor(Without(jwk, member)), "") << member;
    for (const Json& wrong : {Json(nullptr), Json(1), Json({text}), Json(""), Json(text + "="),
                              Json(text + "\n"), Json(" " + text), Json("+" + text.substr(1)),
                              Json("/" + text.substr(1)), Json(text + '\0')})
      EXPECT_NE(ReasonFor(With(jwk, member, wrong)), "") << member << " " << wrong.dump();
    if (text.size() % 4 == 0) continue;  // no unused bits
    std::string not_canonical = text;
    not_canonical.back() =
        static_cast<char>(text.back() + 1);  // as these keys are: A, E, I, … end them
    EXPECT_NE(ReasonFor(With(jwk, member, not_canonical)), "") << member << not_canonical;
  }
}

TEST_P(EveryAlgorithm, IsOfItsKindAlone) {
  const Json jwk = signer_.Jwk();
  for (const char* kind : {"RSA", "EC", "OKP", "oct"}) {
    if (jwk["kty"] == kind) continue;
    EXPECT_NE(ReasonFor(With(jwk, "kty", kind)), "") << kind;
    EXPECT_NE(ReasonFor(Without(With(jwk, "kty", kind), "alg")), "") << kind;
  }
  for (const char* kind : {"", "rsa", "Oct", "AKP"})
    EXPECT_EQ(ReasonFor(With(jwk, "kty", kind)), "a key of an unknown kind") << kind;
  EXPECT_EQ(ReasonFor(Without(jwk, "kty")), "a key without \"kty\"");
  EXPECT_EQ(ReasonFor(With(jwk, "kty", 1)), "a key whose \"kty\" is no text");
}

TEST(VerificationKey, IsAnObject) {
  for (const Json& jwk : {Json(nullptr), Json(1), Json("{}"), Json::array(), Json({"kty", "oct"})})
    EXPECT_EQ(ReasonFor(jwk), "a key that is no JSON object") << jwk.dump();
}

TEST(VerificationKey, RefusesAPrivateKey) {
  for (const Algorithm algorithm :
       {Algorithm::kEdDsa, Algorithm::kEs256, Algorithm::kRs256, Algorithm::kPs256}) {
    const Json jwk = Signer(algorithm).Jwk();
    EXPECT_EQ(ReasonFor(With(jwk, "d", "AQAB")), "a private key");
    EXPECT_EQ(ReasonFor(With(jwk, "d", nullptr)), "a private key");
  }
}

TEST(VerificationKey, RefusesOtherCurves) {
  const Json ed25519 = Signer(Algorithm::kEdDsa).Jwk();
  for (const char* curve : {"", "Ed448", "X25519", "ed25519", "P-256"})
    EXPECT_EQ(ReasonFor(With(ed25519, "crv", curve)), "an OKP key of another curve") << curve;
  EXPECT_EQ(ReasonFor(Without(ed25519, "crv")), "an OKP key of another curve");
  const Json p256 = Signer(Algorithm::kEs256).Jwk();
  for (const char* curve : {"", "P-384", "P-521", "secp256k1", "p-256", "prime256v1", "Ed25519"})
    EXPECT_EQ(ReasonFor(With(p256, "crv", curve)), "an EC key of another curve") << curve;
  EXPECT_EQ(ReasonFor(Without(p256, "crv")), "an EC key of another curve");
  for (const Json& jwk : {ed25519, p256}) EXPECT_NE(ReasonFor(With(jwk, "crv", 1)), "");
}

// --- Weak keys

Json Secret(std::size_t size) {
  return {{"kty", "oct"}, {"k", unit::Encoded(Bytes(size, 'k'))}};
}

TEST(WeakKey, SecretOfFewerThan32Bytes) {
  for (std::size_t size = 0; size < 32; ++size)
    EXPECT_EQ(ReasonFor(Secret(size)), "a secret key of fewer than 32 bytes") << size;
  for (const std::size_t size : {32, 33, 64, 65, 4096}) EXPECT_EQ(ReasonFor(Secret(size)), "");
}

struct BigNumber {
  BIGNUM* number = BN_new();
  BigNumber() = default;
  explicit BigNumber(BN_ULONG word) { BN_set_word(number, word); }
  BigNumber(const BigNumber&) = delete;
  BigNumber& operator=(const BigNumber&) = delete;
  ~BigNumber() { BN_free(number); }

  Bytes ToBytes(int size = 0) const {
    Bytes bytes(static_cast<std::size_t>(std::max(size, BN_num_bytes(number))));
    BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }
};

Json Rsa(const Bytes& modulus, const Bytes& exponent = {1, 0, 1}) {
  return {{"kty", "RSA"}, {"n", unit::Encoded(modulus)}, {"e", unit::Encoded(exponent)}};
}

// An odd number of that many bits, without the ROCA fingerprint.
Bytes Modulus(int bits) {
  BigNumber modulus;
  BN_set_bit(modulus.number, bits - 1);
  BN_set_bit(modulus.number, 0);
  while (BN_mod_word(modulus.number, 11) != 2) BN_add_word(modulus.number, 2);  // 65537 is 10 there
  return modulus.ToBytes();
}

TEST(WeakKey, RsaUnder2048Bits) {
  for (const int bits : {512, 1024, 2040, 2047})
    EXPECT_EQ(ReasonFor(Rsa(Modulus(bits))), "an RSA key of fewer than 2048 bits") << bits;
  for (const int bits : {2048, 3072, 8192}) EXPECT_EQ(ReasonFor(Rsa(Modulus(bits))), "") << bits;
  Bytes padded = Modulus(2047);
  padded.insert(padded.begin(), 64, 0);
  EXPECT_EQ(ReasonFor(Rsa(padded)), "an RSA key of fewer than 2048 bits") << "zeros are no bits";
  EXPECT_EQ(ReasonFor(Signer(Algorithm::kPs256, "key", 1024).Jwk()),
            "an RSA key of fewer than 2048 bits");
}

// Such a key costs each verification seconds.
TEST(WeakKey, RsaOver8192Bits) {
  for (const int bits : {8193, 16384, 100'000})
    EXPECT_EQ(ReasonFor(Rsa(Modulus(bits))), "an RSA key of more than 8192 bits") << bits;
}

TEST(WeakKey, RsaWithAnEvenModulus) {
  Bytes modulus = Modulus(2048);
  modulus.back() ^= 1;
  EXPECT_EQ(ReasonFor(Rsa(modulus)), "an RSA key with an even modulus");
}

TEST(WeakKey, RsaWithAnExponentThatIsOneEvenOrHuge) {
  const Bytes modulus = Modulus(2048);
  for (const Bytes& exponent :
       {Bytes{0}, Bytes{1}, Bytes{0, 1}, Bytes{2}, Bytes{1, 0, 0}, Bytes{1, 0, 0, 0, 1}, modulus})
    EXPECT_EQ(ReasonFor(Rsa(modulus, exponent)),
              "an RSA key with an exponent that is even, 1, or over 32 bits");
  for (const Bytes& exponent : {Bytes{3}, Bytes{17}, Bytes{1, 0, 1}, Bytes{0xFF, 0xFF, 0xFF, 0xFF}})
    EXPECT_EQ(ReasonFor(Rsa(modulus, exponent)), "");
}

// A modulus as CVE-2017-15361 makes it: for each small prime it is a power of 65537.
TEST(WeakKey, RsaFromTheRocaGenerator) {
  constexpr std::array<unsigned, 39> kPrimes = {
      2,  3,  5,  7,  11, 13,  17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67, 71,
      73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
  BigNumber product(1);
  for (const unsigned prime : kPrimes) BN_mul_word(product.number, prime);
  for (const BN_ULONG power : {0, 1, 2, 12345}) {
    BigNumber modulus;
    BigNumber base(65537);
    const BigNumber exponent(power);
    BN_CTX* const context = BN_CTX_new();
    ASSERT_EQ(BN_mod_exp(modulus.number, base.number, exponent.number, product.number, context), 1);
    BigNumber high;
    BN_set_bit(high.number, 2047);
    ASSERT_EQ(BN_div(high.number, nullptr, high.number, product.number, context), 1);
    BN_add_word(high.number, 1);
    ASSERT_EQ(BN_mul(high.number, high.number, product.number, context), 1);
    ASSERT_EQ(BN_add(modulus.number, modulus.number, high.number), 1);
    ASSERT_EQ(BN_num_bits(modulus.number), 2048);
    BN_CTX_free(context);
    EXPECT_EQ(ReasonFor(Rsa(modulus.ToBytes())),
              "an RSA key from a generator with the weakness CVE-2017-15361")
        << power;
    // One that falls out of the group for a single prime is another generator's.
    while (BN_mod_word(modulus.number, 11) == 1 || BN_mod_word(modulus.number, 11) == 10)
      BN_add_word(modulus.number, 2);
    EXPECT_EQ(ReasonFor(Rsa(modulus.ToBytes())), "") << power;
  }
}

TEST(WeakKey, P256PointThatIsNotOnItsCurve) {
  constexpr char kReason[] = "a P-256 key that is not on the curve";
  const Json jwk = Signer(Algorithm::kEs256).Jwk();
  EXPECT_EQ(ReasonFor(With(jwk, "y", jwk["x"])), kReason);
  EXPECT_EQ(ReasonFor(With(With(jwk, "x", jwk["y"]), "y", jwk["x"])), kReason);
  const std::string zero = unit::Encoded(Bytes(32));
  EXPECT_EQ(ReasonFor(With(With(jwk, "x", zero), "y", zero)), kReason);
  const std::string ones = unit::Encoded(Bytes(32, 0xFF));
  EXPECT_EQ(ReasonFor(With(With(jwk, "x", ones), "y", ones)), kReason);
}

// x = 0 is on the curve; the field's prime is the same number written otherwise.
TEST(WeakKey, P256PointWithACoordinateThatIsNotReduced) {
  BigNumber prime;
  BigNumber y;
  BIGNUM* raw = prime.number;
  BN_hex2bn(&raw, "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
  raw = y.number;
  BN_hex2bn(&raw, "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");
  BN_CTX* const context = BN_CTX_new();
  BN_mod_sqrt(y.number, y.number, prime.number, context);  // of the curve's b
  BN_CTX_free(context);
  const Json jwk = {{"kty", "EC"},
                    {"crv", "P-256"},
                    {"x", unit::Encoded(Bytes(32))},
                    {"y", unit::Encoded(y.ToBytes(32))}};
  EXPECT_EQ(ReasonFor(jwk), "");
  EXPECT_EQ(ReasonFor(With(jwk, "x", unit::Encoded(prime.ToBytes()))),
            "a P-256 key that is not on the curve");
}

TEST(WeakKey, P256CoordinatesOfAnotherLength) {
  const Json jwk = Signer(Algorithm::kEs256).Jwk();
  for (const char* member : {"x", "y"})
    for (const std::size_t size : {0, 1, 31, 33, 64})
      EXPECT_EQ(ReasonFor(With(jwk, member, unit::Encoded(Bytes(size, 1)))),
                "a P-256 key whose \"x\" and \"y\" are not 32 bytes each");
}

Json Ed25519(const Bytes& x) {
  return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", unit::Encoded(x)}};
}

TEST(WeakKey, Ed25519OfAnotherLength) {
  for (const std::size_t size : {0, 1, 31, 33, 64})
    EXPECT_EQ(ReasonFor(Ed25519(Bytes(size, 1))), "an Ed25519 key whose \"x\" is not 32 bytes");
}

Bytes FromHex(std::string_view hex) {
  Bytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes.push_back(
        static_cast<unsigned char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return bytes;
}

// All points whose order divides 8, in every encoding that a reader might take.
TEST(WeakKey, Ed25519OfSmallOrder) {
  for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    Bytes x = FromHex(hex);
    for (const unsigned char sign : {0x00, 0x80}) {
      x[31] = static_cast<unsigned char>((x[31] & 0x7F) | sign);
      EXPECT_EQ(ReasonFor(Ed25519(x)), "an Ed25519 key of small order") << hex;
    }
  }
}

// RFC 8032 section 5.1.3: y is below the field's prime.
TEST(WeakKey, Ed25519ThatIsNotReduced) {
  for (int low = 0xED; low <= 0xFF; ++low) {
    Bytes x(32, 0xFF);
    x[0] = static_cast<unsigned char>(low);
    EXPECT_NE(ReasonFor(Ed25519(x)), "") << low;
    x[31] = 0x7F;
    EXPECT_NE(ReasonFor(Ed25519(x)), "") << low;
  }
}

// For half of all y the curve has no x; these are the first.
// OpenSSL takes it, and finds out at each signature.
TEST(WeakKey, Ed25519PointThatIsNotOnItsCurveProvesNothing) {
  for (const int y : {2, 7, 8, 11, 12, 13, 17, 20, 22}) {
    Bytes x(32);
    x[0] = static_cast<unsigned char>(y);
    EXPECT_FALSE(VerificationKey::FromJwk(Ed25519(x)).Verifies("", Bytes(64))) << y;
  }
}

TEST(WeakKey, LeavesNothingInTheErrorQueue) {
  ERR_clear_error();
  const Json p256 = Signer(Algorithm::kEs256).Jwk();
  for (const Json& jwk : {With(p256, "y", p256["x"]), Rsa(Modulus(1024)), Ed25519(Bytes(32)),
                          Secret(1), With(p256, "x", "?")})
    EXPECT_NE(ReasonFor(jwk), "");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace todo
