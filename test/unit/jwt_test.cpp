// Proves which claims of a signed token are believed (RFC 7519, RFC 8725), and at which
// microsecond.
#include "core/jwt.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

#include "signing.hpp"
#include "unit.hpp"

namespace todo {
namespace {

using Source = KeySet::Source;
using unit::SetOf;
using unit::Signer;

constexpr std::int64_t kNow = 1'700'000'000;  // seconds
constexpr std::int64_t kLeeway = 30;
constexpr std::int64_t kSecond = 1'000'000;
constexpr TokenPolicy kPolicy{"https://issuer", "todo", kLeeway* kSecond, kNow* kSecond};

const Signer& TheSigner() {
  static const Signer signer(Algorithm::kEdDsa);
  return signer;
}
const KeySet& TheKeys() {
  static const KeySet keys = [] {
    KeySet set;
    set.AddSet(SetOf({TheSigner().Jwk()}), Source::kSetting);
    return set;
  }();
  return keys;
}

Json Claims() {
  return {{"iss", "https://issuer"}, {"aud", "todo"}, {"sub", "somebody"}, {"exp", kNow + 900}};
}
Json With(const char* name, Json value) {
  Json claims = Claims();
  claims[name] = std::move(value);
  return claims;
}

std::string ReasonForText(std::string_view payload, const TokenPolicy& policy = kPolicy) {
  const std::string token = TheSigner().Compact(TheSigner().Header().dump(), payload);
  return unit::ReasonOf([&] { VerifyToken(token, TheKeys(), policy); });
}
std::string ReasonFor(const Json& claims, const TokenPolicy& policy = kPolicy) {
  return ReasonForText(claims.dump(), policy);
}

// As text, so that a number gets there in the very writing that is meant.
std::string ReasonForTime(const char* name, const std::string& value,
                          const TokenPolicy& policy = kPolicy) {
  Json claims = Claims();
  claims.erase(name);
  std::string text = claims.dump();
  text.insert(1, "\"" + std::string(name) + "\":" + value + ",");
  return ReasonForText(text, policy);
}

constexpr char kAudience[] = "a token for another audience";
constexpr char kEarly[] = "a token that is not valid yet";
constexpr char kExpired[] = "a token that has expired";
constexpr char kFuture[] = "a token from the future";
constexpr char kIssuer[] = "a token of another issuer";
constexpr char kNobody[] = "a subject that names nobody";
constexpr char kNotJson[] = "not JSON in UTF-8";
constexpr char kType[] = "a token of another type";

// --- What is taken

class Verified : public testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(Algorithms, Verified, testing::ValuesIn(unit::kAlgorithms),
                         [](const auto& info) { return unit::NameOf(info.param); });

TEST_P(Verified, TokenProvesItsSubject) {
  const Signer signer(GetParam());
  KeySet keys;
  keys.AddSet(SetOf({signer.Jwk()}),
              signer.algorithm() == Algorithm::kHs256 ? Source::kFile : Source::kSetting);
  const TokenProof proof = VerifyToken(signer.Token(Claims()), keys, kPolicy);
  EXPECT_EQ(proof.issuer, "https://issuer");
  EXPECT_EQ(proof.subject, "somebody");
  EXPECT_EQ(proof.expires_us, (kNow + 900 + kLeeway) * kSecond);
}

// As Better Auth makes them: the whole profile beside the claims.
TEST(TakenJwt, ClaimsThatNobodyAskedFor) {
  Json claims = Claims();
  claims["iat"] = kNow;
  claims["nbf"] = kNow;
  claims["jti"] = "x";
  claims["email"] = "alice@example.com";
  claims["image"] = nullptr;
  claims["roles"] = {{"admin", true}};
  EXPECT_EQ(ReasonFor(claims), "");
}

TEST(TakenJwt, ASubjectOfAnyCharacters) {
  for (const char* subject :
       {" ", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "a\nb", "\u00E9\U0001F600"}) {
    const TokenProof proof =
        VerifyToken(TheSigner().Token(With("sub", subject)), TheKeys(), kPolicy);
    EXPECT_EQ(proof.subject, subject);
  }
}

TEST(TakenJwt, IsBelievedOnlyForItsSignature) {
  std::string token = TheSigner().Token(Claims());
  token[token.size() - 10] = token[token.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(unit::ReasonOf([&] { VerifyToken(token, TheKeys(), kPolicy); }),
            "a signature that is not the key's");
}

// --- Type

TEST(Typ, SaysJwtOrAccessToken) {
  const auto reason_for = [](const Json& type) {
    Json header = TheSigner().Header();
    header["typ"] = type;
    const std::string token = TheSigner().Compact(header.dump(), Claims().dump());
    return unit::ReasonOf([&] { VerifyToken(token, TheKeys(), kPolicy); });
  };
  for (const char* type :
       {"JWT", "jwt", "at+jwt", "AT+JWT", "application/jwt", "Application/at+jwt"})
    EXPECT_EQ(reason_for(type), "") << type;
  // A token that was made for something else, by the same issuer, with the same key.
  for (const char* type : {"logout+jwt", "dpop+jwt", "id+jwt", "secevent+jwt", "JOSE", "JWT ", "JW",
                           "at+jwtx", "application/application/jwt", "text/jwt"})
    EXPECT_EQ(reason_for(type), kType) << type;
  for (const Json& type : {Json(nullptr), Json(1), Json({"JWT"})})
    EXPECT_EQ(reason_for(type), "a \"typ\" that is no text");
}

// --- The payload

TEST(RefusedJwt, ClaimsThatAreNoJsonObject) {
  for (const char* payload : {"null", "[]", "\"a\"", "1"})
    EXPECT_EQ(ReasonForText(payload), "claims that are no JSON object") << payload;
  for (const std::string& payload : {std::string(), std::string("x"), Claims().dump() + "}"})
    EXPECT_EQ(ReasonForText(payload), kNotJson) << payload;
}

TEST(RefusedJwt, DuplicateClaims) {
  for (const char* member : {R"("sub":"somebody")", R"("sub":"other")", R"("s\u0075b":"other")",
                             R"("exp":1)", R"("aud":[])"}) {
    std::string text = Claims().dump();
    text.insert(1, std::string(member) + ",");
    EXPECT_EQ(ReasonForText(text), "JSON with a member named twice") << member;
  }
  EXPECT_EQ(ReasonFor(With("x", Json::parse(R"({"sub":"other"})"))), "") << "one level down";
  std::string text = Claims().dump();
  text.insert(1, R"("x":{"y":1,"y":1},)");
  EXPECT_EQ(ReasonForText(text), "JSON with a member named twice") << "one level down";
}

TEST(RefusedJwt, InvalidUtf8InClaims) {
  for (const char* bytes : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    std::string text = Claims().dump();
    text.insert(1, std::string("\"x\":\"") + bytes + "\",");
    EXPECT_EQ(ReasonForText(text), kNotJson);
  }
  EXPECT_EQ(ReasonForText("\xEF\xBB\xBF" + Claims().dump()), "JSON with a byte order mark");
  EXPECT_EQ(ReasonForText(Claims().dump() + '\0'), "JSON with a NUL byte");
}

TEST(RefusedJwt, DepthOver16InClaims) {
  const auto claims = [](int depth) {
    return Json::parse(std::string(depth - 1, '[') + std::string(depth - 1, ']'));
  };
  EXPECT_EQ(ReasonFor(With("x", claims(16))), "");
  EXPECT_EQ(ReasonFor(With("x", claims(17))), "JSON is nested too deeply");
}

// --- Issuer, audience, subject

TEST(RefusedJwt, MissingClaims) {
  const auto without = [](const char* name) {
    Json claims = Claims();
    claims.erase(name);
    return ReasonFor(claims);
  };
  EXPECT_EQ(without("iss"), "a token without an issuer");
  EXPECT_EQ(without("aud"), kAudience);
  EXPECT_EQ(without("sub"), "a token without a subject");
  EXPECT_EQ(without("exp"), "a token without an expiry");
  EXPECT_EQ(without("nbf"), "");
  EXPECT_EQ(without("iat"), "");
}

TEST(RefusedJwt, AnotherIssuer) {
  for (const char* issuer : {"", "https://issuer/", "https://ISSUER", "https://issue", "joe"})
    EXPECT_EQ(ReasonFor(With("iss", issuer)), kIssuer) << issuer;
  EXPECT_EQ(ReasonFor(With("iss", std::string("https://issuer\0", 15))), kIssuer);
  for (const Json& issuer : {Json(nullptr), Json(1), Json({"https://issuer"}), Json(true)})
    EXPECT_EQ(ReasonFor(With("iss", issuer)), "a token without an issuer");
}

TEST(RefusedJwt, AnotherAudience) {
  for (const Json& audience :
       {Json("todo"), Json({"todo"}), Json({"a", "todo"}), Json({1, nullptr, "todo", {"x"}})})
    EXPECT_EQ(ReasonFor(With("aud", audience)), "") << audience.dump();
  for (const Json& audience :
       {Json(""), Json("Todo"), Json("todo "), Json("todo,a"), Json("a todo"), Json::array(),
        Json({"a", "b"}), Json({{"todo", "todo"}}), Json(Json::array({Json::array({"todo"})})),
        Json(nullptr), Json(1), Json(true)})
    EXPECT_EQ(ReasonFor(With("aud", audience)), kAudience) << audience.dump();
}

// An empty setting must not become "whoever says nothing".
TEST(RefusedJwt, AnEmptyPolicyFitsOnlyAnEmptyClaim) {
  TokenPolicy policy = kPolicy;
  policy.audience = "";
  EXPECT_EQ(ReasonFor(Claims(), policy), kAudience);
  EXPECT_EQ(ReasonFor(With("aud", Json::array()), policy), kAudience);
  policy = kPolicy;
  policy.issuer = "";
  EXPECT_EQ(ReasonFor(Claims(), policy), kIssuer);
}

TEST(RefusedJwt, ASubjectThatNamesNobody) {
  EXPECT_EQ(ReasonFor(With("sub", "")), kNobody);
  EXPECT_EQ(ReasonFor(With("sub", std::string("some\0body", 9))), kNobody);
  EXPECT_EQ(ReasonFor(With("sub", std::string(1, '\0'))), kNobody);
  for (const Json& subject :
       {Json(nullptr), Json(1), Json({"somebody"}), Json(false), Json::object()})
    EXPECT_EQ(ReasonFor(With("sub", subject)), "a token without a subject") << subject.dump();
}

// --- Times

TEST(Exp, IsTheFirstMomentThatIsTooLate) {
  EXPECT_EQ(ReasonFor(With("exp", kNow - kLeeway)), kExpired);
  EXPECT_EQ(ReasonFor(With("exp", kNow - kLeeway + 1)), "");
  TokenPolicy policy = kPolicy;
  policy.now_us = kPolicy.now_us + (900 + kLeeway) * kSecond;
  EXPECT_EQ(ReasonFor(Claims(), policy), kExpired);
  --policy.now_us;
  EXPECT_EQ(ReasonFor(Claims(), policy), "");
}

TEST(Nbf, IsTheFirstMomentThatIsNotTooEarly) {
  EXPECT_EQ(ReasonFor(With("nbf", kNow + kLeeway)), "");
  EXPECT_EQ(ReasonFor(With("nbf", kNow + kLeeway + 1)), kEarly);
  TokenPolicy policy = kPolicy;
  policy.now_us = kPolicy.now_us - 1;
  EXPECT_EQ(ReasonFor(With("nbf", kNow + kLeeway), policy), kEarly);
}

TEST(Iat, IsNotAfterNow) {
  EXPECT_EQ(ReasonFor(With("iat", kNow + kLeeway)), "");
  EXPECT_EQ(ReasonFor(With("iat", kNow + kLeeway + 1)), kFuture);
  EXPECT_EQ(ReasonFor(With("iat", 0)), "");
  TokenPolicy policy = kPolicy;
  policy.now_us = kPolicy.now_us - 1;
  EXPECT_EQ(ReasonFor(With("iat", kNow + kLeeway), policy), kFuture);
}

// Seconds may have a fraction (RFC 7519 section 2), finer than our microseconds.
TEST(Times, WithAFractionAreNeverRoundedInTheTokensFavour) {
  const double edge_of_exp = kNow - kLeeway;
  const double edge = kNow + kLeeway;
  EXPECT_EQ(ReasonForTime("exp", "1699999970.000001"), "");
  EXPECT_EQ(ReasonForTime("exp", "1699999969.999999"), kExpired);
  EXPECT_EQ(ReasonForTime("nbf", "1700000029.999999"), "");
  EXPECT_EQ(ReasonForTime("nbf", "1700000030.000001"), kEarly);
  EXPECT_EQ(ReasonForTime("iat", "1700000030.000001"), kFuture);
  // the next number that a double can be
  EXPECT_EQ(ReasonFor(With("exp", std::nextafter(edge_of_exp, 0))), kExpired);
  EXPECT_EQ(ReasonFor(With("exp", std::nextafter(edge_of_exp, 2 * edge))), kExpired)
      << "a fourth of a microsecond to come";
  EXPECT_EQ(ReasonFor(With("nbf", std::nextafter(edge, 2 * edge))), kEarly);
  EXPECT_EQ(ReasonFor(With("iat", std::nextafter(edge, 2 * edge))), kFuture);
}

TEST(Times, WithoutLeewayHaveNone) {
  TokenPolicy policy = kPolicy;
  policy.leeway_us = 0;
  EXPECT_EQ(ReasonFor(With("exp", kNow), policy), kExpired);
  EXPECT_EQ(ReasonFor(With("exp", kNow + 1), policy), "");
  EXPECT_EQ(ReasonFor(With("nbf", kNow), policy), "");
  EXPECT_EQ(ReasonFor(With("nbf", kNow + 1), policy), kEarly);
  EXPECT_EQ(ReasonFor(With("iat", kNow + 1), policy), kFuture);
}

TEST(Times, AreNumbers) {
  for (const Json& value : {Json(nullptr), Json("1800000000"), Json(true), Json({1800000000}),
                            Json({{"$date", 1800000000}})}) {
    EXPECT_EQ(ReasonFor(With("exp", value)), "an expiry that is no number") << value.dump();
    EXPECT_EQ(ReasonFor(With("nbf", value)), "a \"nbf\" that is no number") << value.dump();
    EXPECT_EQ(ReasonFor(With("iat", value)), "an \"iat\" that is no number") << value.dump();
  }
}

TEST(Times, ThatNoClockReachesAreNever) {
  for (const char* huge : {"1e300", "1.7976931348623157e308", "9223372036854775807",
                           "9223372036854775808", "18446744073709551615", "1e19", "4e12"}) {
    EXPECT_EQ(ReasonForTime("exp", huge), "") << huge;
    EXPECT_EQ(ReasonForTime("nbf", huge), kEarly) << huge;
    EXPECT_EQ(ReasonForTime("iat", huge), kFuture) << huge;
    EXPECT_EQ(ReasonForTime("exp", std::string("-") + huge), kExpired) << huge;
    EXPECT_EQ(ReasonForTime("nbf", std::string("-") + huge), "") << huge;
    EXPECT_EQ(ReasonForTime("iat", std::string("-") + huge), "") << huge;
  }
  for (const char* infinite : {"1e309", "-1e309"})
    for (const char* name : {"exp", "nbf", "iat"})
      EXPECT_EQ(ReasonForTime(name, infinite), kNotJson);
  for (const char* zero : {"0", "-0", "0.0", "-0.0", "1e-300"})
    EXPECT_EQ(ReasonForTime("exp", zero), kExpired) << zero;
}

// --- The key's own end

class ExpiringKey : public testing::Test {
 protected:
  KeySet KeysUntil(std::int64_t time) {
    KeySet keys;
    keys.AddPublicKey(TheSigner().Jwk().dump(), "key", time);
    return keys;
  }
  const std::string token_ = TheSigner().Token(Claims());
};

constexpr std::int64_t kHour = 3600 * kSecond;

// No leeway: both clocks are the server's. A token that does not say when it was issued may be new.
TEST_F(ExpiringKey, ProvesNothingNewFromThenOn) {
  Json claims = Claims();
  for (const bool says_when : {true, false}) {
    claims.erase("iat");
    if (says_when) claims["iat"] = kNow;
    const std::string token = TheSigner().Token(claims);
    const KeySet until_now = KeysUntil(kPolicy.now_us);
    EXPECT_EQ(unit::ReasonOf([&] { VerifyToken(token, until_now, kPolicy); }),
              "a key that has expired");
  }
  const KeySet until_next = KeysUntil(kPolicy.now_us + 1);
  EXPECT_EQ(VerifyToken(TheSigner().Token(claims), until_next, kPolicy).expires_us,
            kPolicy.now_us + 1);
}

TEST_F(ExpiringKey, ProvesForAnHourWhatItSignedBefore) {
  Json claims = Claims();
  claims["iat"] = kNow - 7200;
  claims["exp"] = kNow + 7200;
  const std::string token = TheSigner().Token(claims);
  const KeySet an_hour_ago = KeysUntil(kPolicy.now_us - kHour);
  EXPECT_EQ(unit::ReasonOf([&] { VerifyToken(token, an_hour_ago, kPolicy); }),
            "a key that has expired");
  const KeySet nearly = KeysUntil(kPolicy.now_us - kHour + 1);
  EXPECT_EQ(VerifyToken(token, nearly, kPolicy).expires_us, kPolicy.now_us + 1);
  const KeySet almost_for_ever = KeysUntil(VerificationKey::kForEver - 1);
  EXPECT_EQ(VerifyToken(token, almost_for_ever, kPolicy).expires_us,
            (kNow + 7200 + kLeeway) * kSecond);
}

TEST_F(ExpiringKey, EndsTheProofNoLaterThanTheToken) {
  const KeySet keys = KeysUntil(kPolicy.now_us + 3600 * kSecond);
  EXPECT_EQ(VerifyToken(token_, keys, kPolicy).expires_us, (kNow + 900 + kLeeway) * kSecond);
}

}  // namespace
}  // namespace todo
