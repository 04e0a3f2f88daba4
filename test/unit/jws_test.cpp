// Proves that a compact JWS is taken as RFC 7515 says, and that each known way around a signature
// is refused by name.
#include "core/jws.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "signing.hpp"
#include "unit.hpp"

namespace todo {
namespace {

using std::string_literals::operator""s;
using Source = KeySet::Source;
using unit::Encoded;
using unit::SetOf;
using unit::Signer;
using unit::SigningInput;

constexpr char kAlgorithm[] = "an algorithm that is not accepted";
constexpr char kBase64[] = "not canonical base64url";
constexpr char kNotJson[] = "not JSON in UTF-8";
constexpr char kNoKey[] = "no key of that \"kid\" and algorithm";
constexpr char kOwnKey[] = "a header that brings its own key";
constexpr char kParts[] = "not three parts";
constexpr char kSignature[] = "a signature that is not the key's";

std::string ReasonFor(std::string_view token, const KeySet& keys) {
  return unit::ReasonOf([&] { VerifyJws(token, keys); });
}

KeySet KeysOf(const Signer& signer) {
  KeySet keys;
  keys.AddSet(SetOf({signer.Jwk()}),
              signer.algorithm() == Algorithm::kHs256 ? Source::kFile : Source::kSetting);
  return keys;
}

// --- The vectors of RFC 7515 appendix A and RFC 8037 appendix A

struct Vector {
  const char* name;
  const char* jwk;
  Source source;
  const char* token;
  const char* payload;  // null: refused
  const char* reason;
};

constexpr char kJoe[] =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

const Vector kVectors[] = {
    {"A1Hs256",
     R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})",
     Source::kFile,
     "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
     ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
     "fQ"
     ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
     kJoe, ""},
    {"A2Rs256",
     R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})",
     Source::kSetting,
     "eyJhbGciOiJSUzI1NiJ9"
     ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
     "fQ"
     ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
     "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
     "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L"
     "07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
     "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUip"
     "UTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
     kJoe, ""},
    {"A3Es256",
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     Source::kSetting,
     "eyJhbGciOiJFUzI1NiJ9"
     ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
     "fQ"
     ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
     kJoe, ""},
    // stricter: ES512 is no algorithm of ours
    {"A4Es512",
     R"({"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"})",
     Source::kSetting,
     "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA"
     ".AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_"
     "7XdtAG8GaSw"
     "FKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
     nullptr, kAlgorithm},
    {"A5Unsecured", R"({"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})",
     Source::kFile,
     "eyJhbGciOiJub25lIn0"
     ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
     "fQ"
     ".",
     nullptr, kAlgorithm},
    // A.6 and A.7 are JSON serializations, which have no dots
    {"A7FlattenedJson",
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     Source::kSetting,
     R"({"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ","protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"})",
     nullptr, kParts},
    // RFC 8037 A.4 signs it, A.5 verifies it
    {"Rfc8037A4EdDsa",
     R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
     Source::kSetting,
     "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
     ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
     "Example of Ed25519 signing", ""},
};

class AppendixA : public testing::TestWithParam<Vector> {};

TEST_P(AppendixA, IsDecidedAsTheRfcSays) {
  const Vector& vector = GetParam();
  KeySet keys;
  keys.AddSet(SetOf({Json::parse(vector.jwk)}), vector.source);
  EXPECT_EQ(ReasonFor(vector.token, keys), vector.reason);
  if (vector.payload == nullptr) return;
  EXPECT_EQ(VerifyJws(vector.token, keys).payload, vector.payload);
  // Any one character changed is another token.
  std::string token = vector.token;
  for (char& c : token) {
    const char before = c;
    c = before == 'A' ? 'B' : 'A';
    EXPECT_NE(ReasonFor(token, keys), "");
    c = before;
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc7515, AppendixA, testing::ValuesIn(kVectors),
                         [](const auto& info) { return info.param.name; });

// --- What is taken

class EverySignedText : public testing::TestWithParam<Algorithm> {
 protected:
  Signer signer_{GetParam()};
  KeySet keys_ = KeysOf(signer_);
};
INSTANTIATE_TEST_SUITE_P(Algorithms, EverySignedText, testing::ValuesIn(unit::kAlgorithms),
                         [](const auto& info) { return unit::NameOf(info.param); });

TEST_P(EverySignedText, GivesBackWhatWasSigned) {
  for (const std::string& payload : {""s, "text"s, "\0\xFF"s, "{}"s}) {
    const Jws jws = VerifyJws(signer_.Compact(signer_.Header().dump(), payload), keys_);
    EXPECT_EQ(jws.payload, payload);
    EXPECT_EQ(jws.type, "");
    ASSERT_NE(jws.key, nullptr);
    EXPECT_EQ(jws.key->algorithm(), GetParam());
  }
}

TEST_P(EverySignedText, RefusesASignatureOfAnotherText) {
  const std::string header = signer_.Header().dump();
  const std::string signature = Encoded(signer_.Sign(SigningInput(header, "a")));
  EXPECT_EQ(ReasonFor(SigningInput(header, "a") + "." + signature, keys_), "");
  EXPECT_EQ(ReasonFor(SigningInput(header, "b") + "." + signature, keys_), kSignature);
  EXPECT_EQ(ReasonFor(SigningInput(header + " ", "a") + "." + signature, keys_), kSignature);
  EXPECT_EQ(ReasonFor(SigningInput(header, "a") + ".", keys_), kSignature);
  EXPECT_EQ(ReasonFor(SigningInput(header, "") + "." + signature, keys_), kSignature);
}

TEST_P(EverySignedText, RefusesAnotherKeysSignature) {
  EXPECT_EQ(ReasonFor(Signer(GetParam()).Token(Json::object()), keys_), kSignature);
}

// RFC 8725 section 3.1: the key says with what it is used, never the token.
TEST_P(EverySignedText, RefusesAnotherAlgorithmInTheHeader) {
  for (const Algorithm other : unit::kAlgorithms) {
    if (other == GetParam()) continue;
    Json header = signer_.Header();
    header["alg"] = unit::NameOf(other);
    EXPECT_EQ(ReasonFor(signer_.Compact(header.dump(), "{}"), keys_), kNoKey)
        << unit::NameOf(other);
  }
}

// --- Refusals, one by one. The header is signed with the right key each time.

const Signer& TheSigner() {
  static const Signer signer(Algorithm::kEdDsa);
  return signer;
}
const KeySet& TheKeys() {
  static const KeySet keys = KeysOf(TheSigner());
  return keys;
}
std::string ReasonForHeader(std::string_view header) {
  return ReasonFor(TheSigner().Compact(header, "{}"), TheKeys());
}
std::string ReasonForMember(const char* name, Json value) {
  Json header = TheSigner().Header();
  header[name] = std::move(value);
  return ReasonForHeader(header.dump());
}

TEST(RefusedJws, AlgorithmNone) {
  for (const char* name : {"none", "None", "NONE", "nOnE", "", "NULL"}) {
    EXPECT_EQ(ReasonForMember("alg", name), kAlgorithm) << name;
    const std::string header = Json({{"alg", name}}).dump();
    EXPECT_EQ(ReasonFor(SigningInput(header, "{}") + ".", TheKeys()), kAlgorithm) << name;
    EXPECT_EQ(ReasonFor(SigningInput(header, "{}"), TheKeys()), kParts) << name;
  }
}

TEST(RefusedJws, AnAlgorithmThatIsNotAccepted) {
  for (const char* name : {"ES384", "ES512", "ES256K", "RS384", "PS512", "HS384", "HS512", "Ed448",
                           "Ed25519", "eddsa", "EdDSA ", "dir"})
    EXPECT_EQ(ReasonForMember("alg", name), kAlgorithm) << name;
  EXPECT_EQ(ReasonForHeader(R"({"kid":"key"})"), kAlgorithm) << "none said";
  for (const Json& value : {Json(nullptr), Json(1), Json({"EdDSA"}), Json(true)})
    EXPECT_EQ(ReasonForMember("alg", value), "an algorithm that is no text");
}

// CVE-2015-9235: a public key, in whatever writing, is no secret.
TEST(RefusedJws, AlgorithmConfusion) {
  for (const Algorithm algorithm : {Algorithm::kEdDsa, Algorithm::kEs256, Algorithm::kRs256}) {
    const Signer signer(algorithm);
    const KeySet keys = KeysOf(signer);
    const Json jwk = signer.Jwk();
    for (const char* member : {"x", "n"}) {
      if (!jwk.contains(member)) continue;
      const auto text = jwk[member].get<std::string>();
      for (const std::string& secret : {text, jwk.dump(), SetOf({jwk})}) {
        const std::string signed_text = SigningInput(R"({"alg":"HS256","kid":"key"})", "{}");
        const Json as_secret = {{"kty", "oct"}, {"k", Encoded(secret)}, {"kid", "key"}};
        KeySet confused;  // what a confused verifier would have
        confused.AddSet(SetOf({as_secret}), Source::kFile);
        unsigned char mac[EVP_MAX_MD_SIZE];
        std::size_t size = 0;
        ASSERT_NE(
            EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.data(), secret.size(),
                      reinterpret_cast<const unsigned char*>(signed_text.data()),
                      signed_text.size(), mac, sizeof mac, &size),
            nullptr);
        const std::string token = signed_text + "." + Encoded(std::span(mac, size));
        EXPECT_EQ(ReasonFor(token, confused), "") << "the attack is a real one";
        EXPECT_EQ(ReasonFor(token, keys), kNoKey) << unit::NameOf(algorithm);
      }
    }
  }
}

TEST(RefusedJws, AnUnknownKid) {
  for (const char* id : {"", "kez", "key ", "KEY", "../key", "key' OR 1=1"})
    EXPECT_EQ(ReasonForMember("kid", id), kNoKey) << id;
  for (const Json& value : {Json(nullptr), Json(1), Json({"key"}), Json::object()})
    EXPECT_EQ(ReasonForMember("kid", value), "a \"kid\" that is no text");
}

TEST(RefusedJws, NoKidWhenSeveralKeysCouldBeMeant) {
  KeySet keys;
  keys.AddSet(SetOf({TheSigner().Jwk(), Signer(Algorithm::kEdDsa, "other").Jwk()}),
              Source::kSetting);
  EXPECT_EQ(ReasonFor(TheSigner().Token(Json::object()), keys), "");
  EXPECT_EQ(ReasonFor(TheSigner().Compact(R"({"alg":"EdDSA"})", "{}"), keys),
            "more than one key could be meant");
}

TEST(TakenJws, NoKidWhenThereIsOneKey) {
  EXPECT_EQ(ReasonForHeader(R"({"alg":"EdDSA"})"), "");
}

TEST(RefusedJws, Crit) {
  for (const Json& value :
       {Json({"b64"}), Json({"exp"}), Json::array(), Json(nullptr), Json("b64")})
    EXPECT_EQ(ReasonForMember("crit", value), "a header with \"crit\"");
  EXPECT_EQ(ReasonForHeader(R"({"alg":"EdDSA","kid":"key","b64":true,"crit":["b64"]})"),
            "a header with \"crit\"");
}

// CVE-2018-0114: a token that says with which key it is to be believed.
TEST(RefusedJws, AnEmbeddedOrRemoteKey) {
  EXPECT_EQ(ReasonForMember("jwk", TheSigner().Jwk()), kOwnKey) << "even when it is the right one";
  EXPECT_EQ(ReasonForMember("jku", "https://example.com/keys"), kOwnKey);
  EXPECT_EQ(ReasonForMember("x5c", {"MII"}), kOwnKey);
  EXPECT_EQ(ReasonForMember("x5u", "https://example.com/certificate"), kOwnKey);
  for (const char* name : {"jwk", "jku", "x5c", "x5u"})
    EXPECT_EQ(ReasonForMember(name, nullptr), kOwnKey) << name;
}

TEST(TakenJws, OtherHeaderMembers) {
  EXPECT_EQ(ReasonForMember("x5t", "x"), "");
  EXPECT_EQ(ReasonForMember("cty", "JWT"), "");
  EXPECT_EQ(ReasonForMember("unknown", {{"a", 1}}), "");
}

TEST(TakenJws, TypeIsHandedOn) {
  Json header = TheSigner().Header();
  header["typ"] = "logout+jwt";
  EXPECT_EQ(VerifyJws(TheSigner().Compact(header.dump(), "{}"), TheKeys()).type, "logout+jwt");
  EXPECT_EQ(ReasonForMember("typ", 1), "a \"typ\" that is no text");
  EXPECT_EQ(ReasonForMember("typ", nullptr), "a \"typ\" that is no text");
}

TEST(RefusedJws, AHeaderThatIsNoJsonObject) {
  for (const char* header : {"null", "[]", "\"alg\"", "1", R"([{"alg":"EdDSA"}])"})
    EXPECT_EQ(ReasonForHeader(header), "a header that is no JSON object") << header;
  for (const char* header : {"", "alg", R"({"alg":"EdDSA"}x)", R"({"alg":"EdDSA","kid":"key",})"})
    EXPECT_EQ(ReasonForHeader(header), kNotJson) << header;
  EXPECT_EQ(ReasonForHeader("\xEF\xBB\xBF" + TheSigner().Header().dump()),
            "JSON with a byte order mark");
  EXPECT_EQ(ReasonForHeader(TheSigner().Header().dump() + '\0'), "JSON with a NUL byte");
}

TEST(RefusedJws, ADuplicateHeaderMember) {
  for (const char* header :
       {R"({"alg":"EdDSA","alg":"EdDSA","kid":"key"})", R"({"alg":"none","alg":"EdDSA"})",
        R"({"alg":"EdDSA","kid":"key","kid":"key"})",
        R"({"alg":"EdDSA","kid":"other","kid":"key"})",
        R"({"alg":"EdDSA","kid":"key","k\u0069d":"key"})"})
    EXPECT_EQ(ReasonForHeader(header), "JSON with a member named twice") << header;
}

TEST(RefusedJws, InvalidUtf8InTheHeader) {
  EXPECT_EQ(ReasonForHeader("{\"alg\":\"EdDSA\",\"x\":\"\xFF\"}"), kNotJson);
  EXPECT_EQ(ReasonForHeader("{\"alg\":\"EdDSA\",\"\xC0\xAF\":1}"), kNotJson);
}

TEST(RefusedJws, DepthOver16InTheHeader) {
  const auto header = [](int depth) {
    return R"({"alg":"EdDSA","x":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') +
           "}";
  };
  EXPECT_EQ(ReasonForHeader(header(16)), "");
  EXPECT_EQ(ReasonForHeader(header(17)), "JSON is nested too deeply");
}

TEST(RefusedJws, Over8KiB) {
  EXPECT_EQ(kMaxTokenSize, 8192u);
  // By its payload, as near to the limit as base64url comes.
  const std::size_t others = TheSigner().Token(Json::object()).size() - Encoded("{}").size();
  std::string payload;
  while (others + Encoded(payload + " ").size() <= kMaxTokenSize) payload += ' ';
  const std::string header = TheSigner().Header().dump();
  const std::string longest = TheSigner().Compact(header, payload);
  EXPECT_GE(longest.size(), kMaxTokenSize - 1);
  EXPECT_EQ(ReasonFor(longest, TheKeys()), "");
  const std::string too_long = TheSigner().Compact(header, payload + " ");
  EXPECT_LE(too_long.size(), kMaxTokenSize + 2);
  EXPECT_EQ(ReasonFor(too_long, TheKeys()), "a token of more than 8 KiB");
  EXPECT_EQ(ReasonFor(std::string(8192, '.'), TheKeys()), kParts);
  EXPECT_EQ(ReasonFor(std::string(8193, '.'), TheKeys()), "a token of more than 8 KiB");
}

TEST(RefusedJws, OtherThanThreeParts) {
  const std::string token = TheSigner().Token(Json::object());
  for (const std::string& text : {""s, "."s, "a"s, token.substr(0, token.rfind('.')), token + ".",
                                  "." + token, token + ".a.b", "...."s})
    EXPECT_EQ(ReasonFor(text, TheKeys()), kParts) << text;
  EXPECT_NE(ReasonFor("..", TheKeys()), "");
}

// One token has one text: what is not canonical is refused in each of its parts, though the
// signature is of the very text that is sent.
TEST(RefusedJws, NonCanonicalBase64Url) {
  const auto sign = [](const std::string& header, const std::string& payload) {
    const std::string signed_text = header + "." + payload;
    return signed_text + "." + Encoded(TheSigner().Sign(signed_text));
  };
  const std::string header =
      Encoded(R"({"alg":"EdDSA"} )");                       // 16 bytes: four unused bits at the end
  const std::string payload = Encoded("\xFB\xFF\xFE\xFF");  // has "-" and "_", and four unused bits
  ASSERT_EQ(payload, "-__-_w");
  ASSERT_EQ(header.size() % 4, 2u);
  const std::string token = sign(header, payload);
  ASSERT_EQ(ReasonFor(token, TheKeys()), "");

  const auto with_last_bit = [](std::string part) {
    ++part.back();
    return part;
  };
  for (const std::string& bad :
       {payload + "==", payload + "=", "+//+/w"s, "-__-_x"s, "-__- _w"s, payload + "\n",
        " " + payload, payload + "AAA", "-__-_w\0"s, "-__-_é"s})
    EXPECT_EQ(ReasonFor(sign(header, bad), TheKeys()), kBase64) << bad;
  for (const std::string& bad : {header + "==", header + "=", with_last_bit(header), header + "\n",
                                 " " + header, header + "AAA"})
    EXPECT_EQ(ReasonFor(sign(bad, payload), TheKeys()), kBase64) << bad;
  // 64 bytes: four unused bits, which belong to nobody's signature
  for (const std::string& bad : {token + "==", token + "=", with_last_bit(token), token + "\n",
                                 token + " ", token + "AAA", token + '\0'})
    EXPECT_EQ(ReasonFor(bad, TheKeys()), kBase64) << bad;
}

}  // namespace
}  // namespace todo
