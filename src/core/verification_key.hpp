// One key that proves signatures: a JSON Web Key (RFC 7517, 7518 section 6, 8037), held by OpenSSL.
//
// The key fixes the algorithm. One that is weak, or meant for something else, is not made.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace todo {

// RFC 7518 section 3.1, RFC 8037 section 3.1.
enum class Algorithm : std::uint8_t { kEdDsa, kEs256, kRs256, kPs256, kHs256 };

// "EdDSA" …, as `alg` names it; nothing for any other name, "none" among them.
std::optional<Algorithm> ParseAlgorithm(std::string_view name);

class VerificationKey {
 public:
  // Throws Refused: an unknown kind, curve or algorithm; a use other than signatures; a private
  // part; RSA under 2048 bits or over 8192, with an even modulus, an exponent that is even, 1 or of
  // over 32 bits, or from the generator of CVE-2017-15361 (ROCA); a P-256 point that is not on the
  // curve, an Ed25519 one of small order (one that is not on the curve proves nothing, as OpenSSL
  // finds each time); a secret of fewer than 32 bytes. `algorithm`: what the key is for where it
  // does not say so itself (`alg`); neither is RS256 for RSA.
  using AlgorithmName = std::optional<std::string_view>;
  static VerificationKey FromJwk(const Json& jwk, AlgorithmName algorithm = std::nullopt);

  VerificationKey(VerificationKey&&) noexcept;
  VerificationKey& operator=(VerificationKey&&) noexcept;
  ~VerificationKey();

  Algorithm algorithm() const { return algorithm_; }
  bool is_secret() const { return algorithm_ == Algorithm::kHs256; }
  const std::optional<std::string>& id() const { return id_; }  // `kid`
  void set_id(std::string id) { id_ = std::move(id); }

  // Microseconds since 1970-01-01 UTC: what is signed from then on is no proof.
  static constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
  // What it signed before is proof for so long after: tokens of its last minutes may live their
  // time.
  static constexpr std::int64_t kGraceUs = std::int64_t{3600} * 1'000'000;
  std::int64_t signs_until_us() const { return signs_until_us_; }
  void set_signs_until_us(std::int64_t time) { signs_until_us_ = time; }

  // Whether `signature`, as RFC 7518 section 3 and RFC 8037 write it, is of `message` by this key.
  bool Verifies(std::string_view message, std::span<const unsigned char> signature) const;

 private:
  struct FreeKey {
    void operator()(evp_pkey_st* key) const noexcept;
  };
  using PublicKey = std::unique_ptr<evp_pkey_st, FreeKey>;

  VerificationKey(Algorithm algorithm, PublicKey key, std::vector<unsigned char> secret);
  static VerificationKey FromOkp(const Json& jwk, AlgorithmName algorithm);
  static VerificationKey FromEc(const Json& jwk, AlgorithmName algorithm);
  static VerificationKey FromRsa(const Json& jwk, AlgorithmName algorithm);
  static VerificationKey FromOct(const Json& jwk, AlgorithmName algorithm);

  Algorithm algorithm_;
  std::optional<std::string> id_;
  std::int64_t signs_until_us_ = kForEver;
  PublicKey key_;                      // none for HS256
  std::vector<unsigned char> secret_;  // of HS256; wiped when the key goes
};

}  // namespace todo
