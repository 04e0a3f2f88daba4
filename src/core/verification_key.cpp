#include "core/verification_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <new>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base64url.hpp"
#include "core/refused.hpp"

namespace todo {
namespace {

using Bytes = std::vector<unsigned char>;

template <auto Free>
struct Freeing {
  template <class Object>
  void operator()(Object* object) const noexcept {
    Free(object);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freeing<ECDSA_SIG_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM_free>>;
using ParamsBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD_free>>;

// OpenSSL leaves what went wrong in a queue that the server's own TLS reads, and fills.
struct CleanErrorQueue {
  CleanErrorQueue() { ERR_clear_error(); }
  ~CleanErrorQueue() { ERR_clear_error(); }
  CleanErrorQueue(const CleanErrorQueue&) = delete;
  CleanErrorQueue& operator=(const CleanErrorQueue&) = delete;
};

// OpenSSL says no to what it has no memory for as well, and does not always tell: a key or a
// signature is refused when the answer is no twice, and nothing in the queue speaks of memory.
template <class Ask>
auto AskTwice(Ask ask) {
  auto answer = ask();
  if (!answer) answer = ask();
  if (answer) return answer;
  for (unsigned long error = ERR_get_error(); error != 0; error = ERR_get_error())
    if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE ||
        (ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == EVP_R_NOT_ABLE_TO_COPY_CTX))
      throw std::bad_alloc();
  return answer;
}

template <class Pointer>
Pointer Made(Pointer pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  return pointer;
}

BigNumber ToNumber(std::span<const unsigned char> bytes) {
  return Made(BigNumber(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)));
}

Bytes BytesOf(const Json& jwk, const char* member, const char* reason) {
  const std::string* const text = FindText(jwk, member, reason);
  if (text == nullptr) throw Refused(reason);
  std::optional<Bytes> bytes = DecodeBase64Url(*text);
  if (!bytes) throw Refused(reason);
  return *std::move(bytes);
}

void RequireAlgorithm(std::optional<std::string_view> name, std::string_view expected) {
  if (name && *name != expected)
    throw Refused("a key for another algorithm than its kind is accepted with");
}

// RFC 7517 sections 4.2 and 4.3.
void RequireForSignatures(const Json& jwk) {
  const std::string* const use = FindText(jwk, "use", "a key whose \"use\" is no text");
  if (use != nullptr && *use != "sig") throw Refused("a key that is not for signatures");
  if (const Json* const operations = FindMember(jwk, "key_ops"); operations != nullptr)
    if (!operations->is_array() || std::ranges::none_of(*operations, [](const Json& operation) {
          return IsText(operation, "verify");
        }))
      throw Refused("a key that is not for verifying");
}

EVP_PKEY* MakeKey(const char* kind, OSSL_PARAM_BLD* builder) {
  const Params params = Made(Params(OSSL_PARAM_BLD_to_param(builder)));
  return AskTwice([&]() -> EVP_PKEY* {
    const KeyContext context = Made(KeyContext(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)));
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
      return nullptr;
    if (EVP_PKEY_get_size(key) > 0) return key;
    EVP_PKEY_free(key);  // for lack of memory it does not know its own size, and never will
    return nullptr;
  });
}

// What does not hang on the key or the signature fails for lack of memory alone.
void Prepared(int result) {
  if (result != 1) throw std::bad_alloc();
}

// The points of order 1, 2, 4 and 8 of edwards25519, without the sign bit, little-endian. With one
// of them as public key a signature can be made for every message without a private key.
constexpr auto kSmallOrder = [] {
  std::array<std::array<unsigned char, 32>, 5> points{};
  points[1][0] = 1;
  points[2] = {0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4,
               0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6,
               0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05};
  points[3] = {0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B,
               0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39,
               0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A};
  points[4].fill(0xFF);  // 2^255 - 20, which is -1
  points[4][0] = 0xEC;
  points[4][31] = 0x7F;
  return points;
}();

// RFC 8032 section 5.1.3 takes no y from 2^255 - 19 on; some of those stand for small orders too.
bool IsCanonicalY(const std::array<unsigned char, 32>& y) {
  const bool top_is_full =
      y[31] == 0x7F &&
      std::all_of(y.begin() + 1, y.end() - 1, [](unsigned char byte) { return byte == 0xFF; });
  return !top_is_full || y[0] < 0xED;
}

// CVE-2017-15361 ("The Return of Coppersmith's Attack", section 2.3): such a modulus lies, for each
// of these primes, in the group that 65537 generates.
bool HasRocaFingerprint(const BIGNUM* modulus) {
  static constexpr std::array<unsigned, 38> kPrimes = {
      3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
      73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
  return std::ranges::all_of(kPrimes, [modulus](unsigned prime) {
    const BN_ULONG remainder = BN_mod_word(modulus, prime);
    unsigned power = 1;
    do {
      if (power == remainder) return true;
      power = power * (65537 % prime) % prime;
    } while (power != 1);
    return false;
  });
}

constexpr std::size_t kCoordinateSize = 32;  // of P-256, and half of an ES256 signature
constexpr std::size_t kHashSize = 32;        // of SHA-256

// From r and s side by side (RFC 7518 section 3.4) to the DER that OpenSSL takes.
Bytes ToDer(std::span<const unsigned char> signature) {
  const EcdsaSignature pair = Made(EcdsaSignature(ECDSA_SIG_new()));
  BigNumber r = ToNumber(signature.first(kCoordinateSize));
  BigNumber s = ToNumber(signature.last(kCoordinateSize));
  Prepared(ECDSA_SIG_set0(pair.get(), r.get(), s.get()));
  (void)r.release();  // the pair's now
  (void)s.release();
  Bytes der(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(pair.get(), nullptr), 0)));
  unsigned char* out = der.data();
  i2d_ECDSA_SIG(pair.get(), &out);
  return der;
}

bool VerifiesPublic(Algorithm algorithm, EVP_PKEY* key, std::string_view message,
                    std::span<const unsigned char> signature) {
  const DigestContext context = Made(DigestContext(EVP_MD_CTX_new()));
  EVP_PKEY_CTX* options = nullptr;
  const EVP_MD* const hash = algorithm == Algorithm::kEdDsa ? nullptr : EVP_sha256();
  Prepared(EVP_DigestVerifyInit(context.get(), &options, hash, nullptr, key));
  if (algorithm == Algorithm::kPs256) {
    Prepared(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING));
    Prepared(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, kHashSize));
    Prepared(EVP_PKEY_CTX_set_rsa_mgf1_md(options, EVP_sha256()));
  }
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

bool VerifiesSecret(const Bytes& secret, std::string_view message,
                    std::span<const unsigned char> signature) {
  std::array<unsigned char, kHashSize> expected;
  unsigned size = 0;
  const unsigned char* const made =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), expected.data(),
           &size);
  const bool equal = Made(made) != nullptr && size == signature.size() &&
                     CRYPTO_memcmp(expected.data(), signature.data(), size) == 0;
  OPENSSL_cleanse(expected.data(), expected.size());
  return equal;
}

}  // namespace

std::optional<Algorithm> ParseAlgorithm(std::string_view name) {
  if (name == "EdDSA") return Algorithm::kEdDsa;
  if (name == "ES256") return Algorithm::kEs256;
  if (name == "RS256") return Algorithm::kRs256;
  if (name == "PS256") return Algorithm::kPs256;
  if (name == "HS256") return Algorithm::kHs256;
  return std::nullopt;
}

void VerificationKey::FreeKey::operator()(evp_pkey_st* key) const noexcept {
  EVP_PKEY_free(key);
}

VerificationKey::VerificationKey(Algorithm algorithm, PublicKey key, Bytes secret)
    : algorithm_(algorithm), key_(std::move(key)), secret_(std::move(secret)) {}

VerificationKey::VerificationKey(VerificationKey&&) noexcept = default;
VerificationKey& VerificationKey::operator=(VerificationKey&&) noexcept = default;
VerificationKey::~VerificationKey() {
  OPENSSL_cleanse(secret_.data(), secret_.size());
}

// RFC 8037 section 2.
VerificationKey VerificationKey::FromOkp(const Json& jwk, AlgorithmName algorithm) {
  const std::string* const curve = FindText(jwk, "crv", "an OKP key whose curve is no text");
  if (curve == nullptr || *curve != "Ed25519") throw Refused("an OKP key of another curve");
  RequireAlgorithm(algorithm, "EdDSA");
  static constexpr char kReason[] = "an Ed25519 key whose \"x\" is not 32 bytes";
  const Bytes x = BytesOf(jwk, "x", kReason);
  std::array<unsigned char, 32> y;
  if (x.size() != y.size()) throw Refused(kReason);
  std::ranges::copy(x, y.begin());
  y[31] &= 0x7F;
  if (!IsCanonicalY(y) || std::ranges::find(kSmallOrder, y) != kSmallOrder.end())
    throw Refused("an Ed25519 key of small order");
  PublicKey key(AskTwice(
      [&] { return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, x.data(), x.size()); }));
  if (key == nullptr) throw Refused("an Ed25519 key that OpenSSL does not take");
  return {Algorithm::kEdDsa, std::move(key), {}};
}

// RFC 7518 section 6.2.
VerificationKey VerificationKey::FromEc(const Json& jwk, AlgorithmName algorithm) {
  const std::string* const curve = FindText(jwk, "crv", "an EC key whose curve is no text");
  if (curve == nullptr || *curve != "P-256") throw Refused("an EC key of another curve");
  RequireAlgorithm(algorithm, "ES256");
  static constexpr char kReason[] = "a P-256 key whose \"x\" and \"y\" are not 32 bytes each";
  const Bytes x = BytesOf(jwk, "x", kReason);
  const Bytes y = BytesOf(jwk, "y", kReason);
  if (x.size() != kCoordinateSize || y.size() != kCoordinateSize) throw Refused(kReason);
  Bytes point = {POINT_CONVERSION_UNCOMPRESSED};
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  const ParamsBuilder builder = Made(ParamsBuilder(OSSL_PARAM_BLD_new()));
  Prepared(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0));
  Prepared(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                            point.size()));
  PublicKey key(MakeKey("EC", builder.get()));
  if (key == nullptr) throw Refused("a P-256 key that is not on the curve");
  return {Algorithm::kEs256, std::move(key), {}};
}

// RFC 7518 section 6.3.
VerificationKey VerificationKey::FromRsa(const Json& jwk, AlgorithmName algorithm) {
  constexpr int kMinBits = 2048;  // RFC 7518 section 3.3
  constexpr int kMaxBits = 8192;
  constexpr int kMaxExponentBits = 32;
  const bool is_pss = algorithm == "PS256";
  if (!is_pss) RequireAlgorithm(algorithm, "RS256");
  const BigNumber modulus = ToNumber(BytesOf(jwk, "n", "an RSA key without its modulus"));
  const BigNumber exponent = ToNumber(BytesOf(jwk, "e", "an RSA key without its exponent"));
  const int bits = BN_num_bits(modulus.get());
  if (bits < kMinBits) throw Refused("an RSA key of fewer than 2048 bits");
  if (bits > kMaxBits) throw Refused("an RSA key of more than 8192 bits");
  if (BN_is_odd(modulus.get()) == 0) throw Refused("an RSA key with an even modulus");
  if (BN_is_odd(exponent.get()) == 0 || BN_is_one(exponent.get()) == 1 ||
      BN_num_bits(exponent.get()) > kMaxExponentBits)
    throw Refused("an RSA key with an exponent that is even, 1, or over 32 bits");
  if (HasRocaFingerprint(modulus.get()))
    throw Refused("an RSA key from a generator with the weakness CVE-2017-15361");
  const ParamsBuilder builder = Made(ParamsBuilder(OSSL_PARAM_BLD_new()));
  Prepared(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()));
  Prepared(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()));
  PublicKey key(MakeKey("RSA", builder.get()));
  if (key == nullptr) throw Refused("an RSA key that OpenSSL does not take");
  return {is_pss ? Algorithm::kPs256 : Algorithm::kRs256, std::move(key), {}};
}

// RFC 7518 section 6.4.
VerificationKey VerificationKey::FromOct(const Json& jwk, AlgorithmName algorithm) {
  RequireAlgorithm(algorithm, "HS256");
  Bytes secret = BytesOf(jwk, "k", "a secret key without its bytes");
  VerificationKey key(Algorithm::kHs256, nullptr, std::move(secret));
  // RFC 7518 section 3.2: no shorter than the hash.
  if (key.secret_.size() < kHashSize) throw Refused("a secret key of fewer than 32 bytes");
  return key;
}

VerificationKey VerificationKey::FromJwk(const Json& jwk, AlgorithmName algorithm) {
  const CleanErrorQueue at_the_end;
  if (!jwk.is_object()) throw Refused("a key that is no JSON object");
  const std::string* const kind = FindText(jwk, "kty", "a key whose \"kty\" is no text");
  if (kind == nullptr) throw Refused("a key without \"kty\"");
  const std::string* const id = FindText(jwk, "kid", "a key whose \"kid\" is no text");
  const std::string* const name = FindText(jwk, "alg", "a key whose \"alg\" is no text");
  if (name != nullptr) algorithm = *name;
  RequireForSignatures(jwk);
  const auto make = [&] {
    if (*kind == "oct") return FromOct(jwk, algorithm);
    if (jwk.contains("d")) throw Refused("a private key");
    if (*kind == "OKP") return FromOkp(jwk, algorithm);
    if (*kind == "EC") return FromEc(jwk, algorithm);
    if (*kind == "RSA") return FromRsa(jwk, algorithm);
    throw Refused("a key of an unknown kind");
  };
  VerificationKey key = make();
  if (id != nullptr) key.id_ = *id;
  return key;
}

bool VerificationKey::Verifies(std::string_view message,
                               std::span<const unsigned char> signature) const {
  const CleanErrorQueue at_the_end;
  if (is_secret()) return VerifiesSecret(secret_, message, signature);
  // RFC 8017 section 8.1.2, which OpenSSL does not hold PSS to: leading zeros belong to a
  // signature.
  if (algorithm_ == Algorithm::kPs256 &&
      signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())))
    return false;
  if (algorithm_ == Algorithm::kEs256 && signature.size() != 2 * kCoordinateSize) return false;
  return AskTwice([&] {
    return algorithm_ == Algorithm::kEs256
               ? VerifiesPublic(algorithm_, key_.get(), message, ToDer(signature))
               : VerifiesPublic(algorithm_, key_.get(), message, signature);
  });
}

}  // namespace todo
