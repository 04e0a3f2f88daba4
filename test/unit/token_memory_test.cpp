// Proves that what is remembered of tokens is bounded, found by the whole digest alone, and that
// the proof nearest to its end makes room.
#include "core/token_memory.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace todo {
namespace {

RememberedProof Proof(unsigned number, std::int64_t expires_us) {
  RememberedProof proof{};
  proof.digest = Sha256Of(std::to_string(number));
  proof.user.bytes[0] = static_cast<unsigned char>(number);
  proof.expires_us = expires_us;
  return proof;
}

TEST(TokenMemory, KnowsNothingAtFirst) {
  const TokenMemory memory;
  EXPECT_EQ(memory.Find(Sha256Of("")), nullptr);
  EXPECT_EQ(memory.Find(Sha256{}), nullptr) << "an empty place is no token's";
}

TEST(TokenMemory, GivesBackWhatItWasTold) {
  TokenMemory memory;
  RememberedProof told = Proof(1, 4711);
  told.stamp = 7;
  told.by_identity = true;
  memory.Remember(told);
  const RememberedProof* const found = memory.Find(told.digest);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->user, told.user);
  EXPECT_EQ(found->expires_us, 4711);
  EXPECT_EQ(found->stamp, 7u);
  EXPECT_TRUE(found->by_identity);
}

// Each of its 256 bits, those that choose the place among them.
TEST(TokenMemory, FindsByTheWholeDigest) {
  TokenMemory memory;
  const RememberedProof told = Proof(1, 1);
  memory.Remember(told);
  for (std::size_t bit = 0; bit < told.digest.size() * 8; ++bit) {
    Sha256 other = told.digest;
    other[bit / 8] ^= static_cast<unsigned char>(1u << bit % 8);
    EXPECT_EQ(memory.Find(other), nullptr) << bit;
  }
}

// A token that was verified anew, after keys changed, has one proof and not two.
TEST(TokenMemory, KeepsTheLastProofOfAToken) {
  TokenMemory memory;
  RememberedProof proof = Proof(1, 2);
  memory.Remember(proof);
  proof.expires_us = 1;
  proof.stamp = 9;
  memory.Remember(proof);
  EXPECT_EQ(memory.Find(proof.digest)->expires_us, 1);
  EXPECT_EQ(memory.Find(proof.digest)->stamp, 9u);
}

TEST(TokenMemory, IsBounded) {
  TokenMemory memory;
  constexpr unsigned kTokens = 10'000;
  for (unsigned i = 0; i < kTokens; ++i) memory.Remember(Proof(i, i + 1));
  std::size_t found = 0;
  for (unsigned i = 0; i < kTokens; ++i)
    if (memory.Find(Sha256Of(std::to_string(i))) != nullptr) ++found;
  EXPECT_EQ(found, TokenMemory::kCapacity) << "and full, of so many";
  EXPECT_LE(sizeof memory, TokenMemory::kCapacity * 80) << "no room for a token";
}

TEST(TokenMemory, MakesRoomForTheNewestByTheOneNearestToItsEnd) {
  // Five that share a place, which holds four.
  std::vector<RememberedProof> sharing;
  for (unsigned i = 0; sharing.size() < 5; ++i)
    if (Proof(i, 1).digest[0] == 0) sharing.push_back(Proof(i, 1));
  for (std::size_t first = 0; first < 4; ++first) {
    TokenMemory memory;
    for (std::size_t i = 0; i < 4; ++i) {
      sharing[i].expires_us = i == first ? 10 : 20 + static_cast<std::int64_t>(i);
      memory.Remember(sharing[i]);
    }
    sharing[4].expires_us = 1;  // it ends before them all, and is remembered all the same
    memory.Remember(sharing[4]);
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_EQ(memory.Find(sharing[i].digest) == nullptr, i == first) << i;
  }
}

}  // namespace
}  // namespace todo
