#include "core/token_memory.hpp"

#include <algorithm>

namespace todo {

const RememberedProof* TokenMemory::Find(const Sha256& digest) const {
  const Set& set = sets_[Place(digest)];
  const auto found = std::ranges::find_if(set, [&digest](const RememberedProof& proof) {
    return proof.expires_us != 0 && proof.digest == digest;
  });
  return found == set.end() ? nullptr : &*found;
}

void TokenMemory::Remember(const RememberedProof& proof) {
  Set& set = sets_[Place(proof.digest)];
  auto place = std::ranges::find(set, proof.digest, &RememberedProof::digest);
  if (place == set.end()) place = std::ranges::min_element(set, {}, &RememberedProof::expires_us);
  *place = proof;
}

}  // namespace todo
