// The keys that tokens are checked against: JSON Web Key Sets (RFC 7517 section 5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/verification_key.hpp"

namespace todo {

class KeySet {
 public:
  // Where a set comes from. A secret may come from a file alone: a setting can be read.
  enum class Source : std::uint8_t { kSetting, kFile };
  static constexpr std::size_t kMaxTextSize = std::size_t{256} * 1024;

  // Adds the keys of a JSON Web Key Set. Throws Refused for the whole: it is not one, has a private
  // key, or a secret from elsewhere than a file, or a secret beside public keys, or a `kid` twice,
  // here or in what was added before. A key of it that cannot be used is left out, as RFC 7517
  // section 5 wants; its reason is in left_out().
  void AddSet(std::string_view text, Source source);

  // Adds a single public key as JSON text, which may be without its `alg`. Throws Refused when it
  // cannot be used.
  void AddPublicKey(std::string_view text, std::optional<std::string> id,
                    std::int64_t signs_until_us,
                    VerificationKey::AlgorithmName algorithm = std::nullopt);

  // The one key for a token with this `kid` and algorithm; without a `kid` the only key of that
  // algorithm. Throws Refused when there is none, or more than one.
  const VerificationKey& Find(const std::string* id, Algorithm algorithm) const;

  bool empty() const { return keys_.empty(); }
  const std::vector<const char*>& left_out() const { return left_out_; }

 private:
  void Add(VerificationKey key);

  std::vector<VerificationKey> keys_;
  std::vector<const char*> left_out_;
};

}  // namespace todo
