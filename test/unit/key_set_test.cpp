// Proves which key sets are taken, whole or without a key that cannot be used, and which key a
// token is given.
#include "core/key_set.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

#include "core/refused.hpp"
#include "signing.hpp"
#include "unit.hpp"

namespace todo {
namespace {

using Source = KeySet::Source;
using unit::SetOf;
using unit::Signer;

std::string ReasonFor(std::string_view set, Source source = Source::kSetting) {
  return unit::ReasonOf([&] { KeySet().AddSet(set, source); });
}

std::string ReasonToFind(const KeySet& keys, const char* id, Algorithm algorithm) {
  const std::string name = id != nullptr ? id : "";
  return unit::ReasonOf([&] { keys.Find(id != nullptr ? &name : nullptr, algorithm); });
}

constexpr char kNone[] = "no key of that \"kid\" and algorithm";
constexpr char kSeveral[] = "more than one key could be meant";
constexpr char kTwice[] = "a key set with a \"kid\" twice";
constexpr char kSecretOutside[] = "a secret key outside a key file";

const Json& PublicJwk() {
  static const Json jwk = Signer(Algorithm::kEdDsa, "public").Jwk();
  return jwk;
}
const Json& SecretJwk() {
  static const Json jwk = Signer(Algorithm::kHs256, "secret").Jwk();
  return jwk;
}
Json Renamed(Json jwk, const char* id) {
  jwk["kid"] = id;
  return jwk;
}

TEST(KeySet, IsEmptyAtFirst) {
  KeySet keys;
  EXPECT_TRUE(keys.empty());
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kEdDsa), kNone);
  keys.AddSet(SetOf({}), Source::kSetting);
  EXPECT_TRUE(keys.empty());
}

TEST(KeySet, RefusesWhatIsNoKeySet) {
  for (const char* text : {"[]", "1", "null", "\"keys\""})
    EXPECT_EQ(ReasonFor(text), "a key set that is no JSON object") << text;
  for (const char* text : {"{}", R"({"keys":{}})", R"({"keys":null})", R"({"Keys":[]})"})
    EXPECT_EQ(ReasonFor(text), "a key set without an array \"keys\"") << text;
  EXPECT_EQ(ReasonFor(PublicJwk().dump()), "a key set without an array \"keys\"");
  for (const char* text : {"", "{", R"({"keys":[]} x)"})
    EXPECT_EQ(ReasonFor(text), "not JSON in UTF-8") << text;
  EXPECT_EQ(ReasonFor(R"({"keys":[],"keys":[]})"), "JSON with a member named twice");
}

TEST(KeySet, RefusesMoreThan256KiB) {
  EXPECT_EQ(KeySet::kMaxTextSize, 256 * 1024);
  std::string set = SetOf({PublicJwk()});
  set.resize(KeySet::kMaxTextSize, ' ');
  EXPECT_EQ(ReasonFor(set), "");
  EXPECT_EQ(ReasonFor(set + " "), "a key set of more than 256 KiB");
}

TEST(KeySet, TakesMembersThatItDoesNotKnow) {
  Json set = Json::parse(SetOf({PublicJwk()}));
  set["issuer"] = "x";
  set["keys"][0]["x5t"] = "x";
  EXPECT_EQ(ReasonFor(set.dump()), "");
}

// --- Secrets

TEST(Secret, IsTakenFromAFileAlone) {
  EXPECT_EQ(ReasonFor(SetOf({SecretJwk()}), Source::kFile), "");
  EXPECT_EQ(ReasonFor(SetOf({SecretJwk()}), Source::kSetting), kSecretOutside);
}

TEST(Secret, IsRefusedOutsideAFileEvenWhenItIsOfNoUse) {
  Json jwk = SecretJwk();
  jwk["use"] = "enc";
  EXPECT_EQ(ReasonFor(SetOf({jwk})), kSecretOutside);
  EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), {{"kty", "oct"}}})), kSecretOutside);
}

// Algorithm confusion needs a set that has both.
TEST(Secret, IsRefusedBesideAPublicKey) {
  constexpr char kBoth[] = "secret keys beside public ones in one key set";
  EXPECT_EQ(ReasonFor(SetOf({SecretJwk(), PublicJwk()}), Source::kFile), kBoth);
  EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), SecretJwk()}), Source::kFile), kBoth);
  EXPECT_EQ(ReasonFor(SetOf({SecretJwk(), Json(1)}), Source::kFile), kBoth);
}

class PrivateKey : public testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(Algorithms, PrivateKey,
                         testing::Values(Algorithm::kEdDsa, Algorithm::kEs256, Algorithm::kRs256),
                         [](const auto& info) { return unit::NameOf(info.param); });

TEST_P(PrivateKey, IsRefusedFromAnywhere) {
  constexpr char kPrivate[] = "a private key in a key set";
  Json jwk = Signer(GetParam()).Jwk();
  jwk["d"] = "AQAB";
  for (const Source source : {Source::kSetting, Source::kFile}) {
    EXPECT_EQ(ReasonFor(SetOf({jwk}), source), kPrivate);
    EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), jwk}), source), kPrivate);
  }
  jwk["use"] = "enc";
  EXPECT_EQ(ReasonFor(SetOf({jwk})), kPrivate) << "of use or not";
}

// --- Keys that cannot be used

TEST(KeyThatCannotBeUsed, IsLeftOutWithItsReason) {
  Json for_encryption = Renamed(PublicJwk(), "encryption");
  for_encryption["use"] = "enc";
  KeySet keys;
  keys.AddSet(SetOf({for_encryption,
                     Renamed(PublicJwk(), "good"),
                     {{"kty", "EC"}, {"crv", "P-384"}},
                     Json("no key"),
                     {{"kty", "AKP"}, {"kid", "post-quantum"}}}),
              Source::kSetting);
  ASSERT_EQ(keys.left_out().size(), 4u);
  EXPECT_STREQ(keys.left_out()[0], "a key that is not for signatures");
  EXPECT_STREQ(keys.left_out()[1], "an EC key of another curve");
  EXPECT_STREQ(keys.left_out()[2], "a key that is no JSON object");
  EXPECT_STREQ(keys.left_out()[3], "a key of an unknown kind");
  EXPECT_EQ(ReasonToFind(keys, "good", Algorithm::kEdDsa), "");
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kEdDsa), "") << "the only one";
  EXPECT_EQ(ReasonToFind(keys, "encryption", Algorithm::kEdDsa), kNone);
}

TEST(KeyThatCannotBeUsed, IsLeftOutWhenItIsWeak) {
  KeySet keys;
  keys.AddSet(SetOf({Signer(Algorithm::kRs256, "weak", 1024).Jwk()}), Source::kSetting);
  EXPECT_TRUE(keys.empty());
  ASSERT_EQ(keys.left_out().size(), 1u);
  EXPECT_STREQ(keys.left_out()[0], "an RSA key of fewer than 2048 bits");
}

// --- Ids

TEST(DuplicateKid, IsRefusedInOneSet) {
  const Json other = Renamed(Signer(Algorithm::kEdDsa).Jwk(), "public");
  EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), other})), kTwice);
  EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), PublicJwk()})), kTwice);
  EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), Signer(Algorithm::kEs256, "public").Jwk()})), kTwice)
      << "of another algorithm";
  EXPECT_EQ(ReasonFor(SetOf({SecretJwk(), SecretJwk()}), Source::kFile), kTwice);
}

// Which of them was meant nobody knows, whichever of them could be used.
TEST(DuplicateKid, IsRefusedThoughOneKeyCannotBeUsed) {
  Json for_encryption = PublicJwk();
  for_encryption["use"] = "enc";
  EXPECT_EQ(ReasonFor(SetOf({for_encryption, PublicJwk()})), kTwice);
  EXPECT_EQ(ReasonFor(SetOf({PublicJwk(), {{"kty", "AKP"}, {"kid", "public"}}})), kTwice);
}

TEST(DuplicateKid, IsRefusedAcrossSets) {
  KeySet keys;
  keys.AddSet(SetOf({Renamed(PublicJwk(), "a")}), Source::kSetting);
  keys.AddSet(SetOf({Renamed(SecretJwk(), "b")}), Source::kFile);
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(
        unit::ReasonOf([&] { keys.AddSet(SetOf({Renamed(SecretJwk(), id)}), Source::kFile); }),
        kTwice);
    EXPECT_EQ(unit::ReasonOf([&] {
                keys.AddPublicKey(PublicJwk().dump(), id, std::numeric_limits<std::int64_t>::max());
              }),
              kTwice);
  }
}

TEST(DuplicateKid, IsNotWhatKeysWithoutOneHave) {
  Json jwk = PublicJwk();
  jwk.erase("kid");
  Json other = Signer(Algorithm::kEdDsa).Jwk();
  other.erase("kid");
  KeySet keys;
  keys.AddSet(SetOf({jwk, other, Renamed(Signer(Algorithm::kEdDsa).Jwk(), "")}), Source::kSetting);
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kEdDsa), kSeveral);
  EXPECT_EQ(ReasonToFind(keys, "", Algorithm::kEdDsa), "") << "an empty kid is a kid";
}

TEST(Find, GivesTheKeyOfThatKidAndAlgorithm) {
  const Signer ed25519(Algorithm::kEdDsa, "a");
  const Signer other(Algorithm::kEdDsa, "b");
  const Signer p256(Algorithm::kEs256, "c");
  KeySet keys;
  keys.AddSet(SetOf({ed25519.Jwk(), other.Jwk(), p256.Jwk()}), Source::kSetting);
  EXPECT_FALSE(keys.empty());
  for (const Signer* signer : {&ed25519, &other, &p256}) {
    const auto id = signer->Jwk()["kid"].get<std::string>();
    const VerificationKey& key = keys.Find(&id, signer->algorithm());
    EXPECT_EQ(key.id(), id);
    EXPECT_TRUE(key.Verifies("message", signer->Sign("message")));
  }
}

TEST(Find, RefusesAnUnknownKid) {
  KeySet keys;
  keys.AddSet(SetOf({PublicJwk()}), Source::kSetting);
  for (const char* id : {"", "publi", "public ", "Public", "other"})
    EXPECT_EQ(ReasonToFind(keys, id, Algorithm::kEdDsa), kNone) << id;
  const std::string with_nul("public\0", 7);
  EXPECT_EQ(unit::ReasonOf([&] { keys.Find(&with_nul, Algorithm::kEdDsa); }), kNone);
}

TEST(Find, RefusesAKeyOfAnotherAlgorithm) {
  KeySet keys;
  keys.AddSet(SetOf({PublicJwk(), Signer(Algorithm::kPs256, "rsa").Jwk()}), Source::kSetting);
  for (const Algorithm algorithm : unit::kAlgorithms) {
    EXPECT_EQ(ReasonToFind(keys, "public", algorithm), algorithm == Algorithm::kEdDsa ? "" : kNone);
    EXPECT_EQ(ReasonToFind(keys, "rsa", algorithm), algorithm == Algorithm::kPs256 ? "" : kNone);
  }
}

TEST(Find, GivesTheOnlyKeyOfTheAlgorithmWithoutAKid) {
  KeySet keys;
  keys.AddSet(SetOf({PublicJwk(), Signer(Algorithm::kEs256, "a").Jwk(),
                     Signer(Algorithm::kEs256, "b").Jwk()}),
              Source::kSetting);
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kEdDsa), "");
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kEs256), kSeveral);
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kHs256), kNone);
}

// A key without a name is not the key of any name.
TEST(Find, RefusesAKidForAKeyWithoutOne) {
  Json jwk = PublicJwk();
  jwk.erase("kid");
  KeySet keys;
  keys.AddSet(SetOf({jwk}), Source::kSetting);
  EXPECT_EQ(ReasonToFind(keys, "public", Algorithm::kEdDsa), kNone);
  EXPECT_EQ(ReasonToFind(keys, nullptr, Algorithm::kEdDsa), "");
}

// --- One public key

TEST(AddPublicKey, TakesItsIdAndExpiry) {
  KeySet keys;
  keys.AddPublicKey(PublicJwk().dump(), "row", 4711);
  const std::string id = "row";
  const VerificationKey& key = keys.Find(&id, Algorithm::kEdDsa);
  EXPECT_EQ(key.id(), "row");
  EXPECT_EQ(key.signs_until_us(), 4711);
  EXPECT_EQ(ReasonToFind(keys, "public", Algorithm::kEdDsa), kNone) << "the row's id counts";
  keys.AddPublicKey(PublicJwk().dump(), std::nullopt, 1);
  EXPECT_EQ(ReasonToFind(keys, "public", Algorithm::kEdDsa), "") << "without one the key's own";
}

TEST(AddPublicKey, IsForTheAlgorithmThatItNamesItselfOrElseForThatOfTheRow) {
  Json jwk = Signer(Algorithm::kPs256).Jwk();
  const auto key_for = [&jwk](std::optional<std::string_view> algorithm) {
    KeySet keys;
    keys.AddPublicKey(jwk.dump(), std::nullopt, 1, algorithm);
    return ReasonToFind(keys, nullptr, Algorithm::kPs256);
  };
  EXPECT_EQ(key_for("RS256"), "");
  jwk.erase("alg");
  EXPECT_EQ(key_for("PS256"), "");
  EXPECT_EQ(key_for("RS256"), kNone);
  EXPECT_EQ(key_for(std::nullopt), kNone);
  EXPECT_EQ(unit::ReasonOf([&] { key_for("ES256"); }),
            "a key for another algorithm than its kind is accepted with");
}

TEST(AddPublicKey, RefusesWhatIsNoPublicKey) {
  const auto reason_for = [](const std::string& text) {
    return unit::ReasonOf([&text] { KeySet().AddPublicKey(text, "id", 1); });
  };
  EXPECT_EQ(reason_for(SecretJwk().dump()), kSecretOutside);
  Json jwk = PublicJwk();
  jwk["d"] = "AQAB";
  EXPECT_EQ(reason_for(jwk.dump()), "a private key");
  jwk = PublicJwk();
  jwk["use"] = "enc";
  EXPECT_EQ(reason_for(jwk.dump()), "a key that is not for signatures");
  EXPECT_EQ(reason_for(SetOf({PublicJwk()})), "a key without \"kty\"");
  EXPECT_EQ(reason_for("[]"), "a key that is no JSON object");
  EXPECT_EQ(reason_for(""), "not JSON in UTF-8");
  EXPECT_EQ(reason_for(PublicJwk().dump() + std::string(KeySet::kMaxTextSize, ' ')),
            "a key of more than 256 KiB");
}

}  // namespace
}  // namespace todo
