// Tokens that have been verified before, by their SHA-256: the second time is a look-up. Bounded,
// and without a token in it.
#pragma once

#include <array>
#include <cstdint>

#include "core/sha256.hpp"
#include "core/uuid.hpp"

namespace todo {

// What a verified token is worth, and for how long; `stamp` is the holder's, to tell what is stale.
struct RememberedProof {
  Sha256 digest;
  Uuid user;
  std::int64_t expires_us;  // 0: there is none
  std::uint64_t stamp;
  bool by_identity;
};

class TokenMemory {
 public:
  // Null when it is not remembered.
  const RememberedProof* Find(const Sha256& digest) const;
  // Takes the place of the same token, or of the one nearest to its end among a few.
  void Remember(const RememberedProof& proof);

  static constexpr std::size_t kCapacity = 256;

 private:
  static constexpr std::size_t kWays = 4;
  using Set = std::array<RememberedProof, kWays>;
  // SHA-256 spreads evenly, and nobody gets in without a valid token.
  static std::size_t Place(const Sha256& digest) { return digest[0] % (kCapacity / kWays); }

  std::array<Set, kCapacity / kWays> sets_{};
};

}  // namespace todo
