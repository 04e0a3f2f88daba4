// Proves that the core outlives a lack of memory wherever it strikes: it throws bad_alloc, leaves
// nothing behind, and frees what it has without taking any. What it throws from a destructor would
// end every session of the server.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <new>

#include "core/bearer_token.hpp"
#include "core/json.hpp"
#include "core/jwt.hpp"
#include "signing.hpp"
#include "unit.hpp"

namespace {

// How many more allocations succeed; then none does.
std::int64_t allocations_left = INT64_MAX;
std::int64_t live = 0;

}  // namespace

void* operator new(std::size_t size) {
  if (allocations_left == 0) throw std::bad_alloc();
  --allocations_left;
  void* const memory = std::malloc(size != 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  ++live;
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  --live;
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace todo {
namespace {

using unit::SetOf;
using unit::Signer;

constexpr char kNested[] =
    R"({"a": [[1, {"b": ["text that needs memory of its own", {}, []]}], {"c": {"d": [{}]}}], "e": {}})";

// True when the body got through with so many allocations.
template <class Body>
bool RunWith(std::int64_t allocations, Body body) {
  bool done = true;
  allocations_left = allocations;
  try {
    body();
  } catch (const std::bad_alloc&) {
    done = false;
  }
  allocations_left = INT64_MAX;
  return done;
}

template <class Body>
void ExpectOutliving(Body body) {
  body();  // what is made once, by OpenSSL and the libraries
  const std::int64_t before = live;
  std::int64_t allocations = 0;
  while (!RunWith(allocations, body)) {
    ASSERT_EQ(live, before) << "after " << allocations << " allocations";
    ++allocations;
  }
  EXPECT_EQ(live, before);
  EXPECT_GT(allocations, 0) << "nothing was tried";
}

TEST(OutOfMemory, JsonIsFreedWithoutMemory) {
  OwnedJson json = ParseJson(kNested);
  const std::int64_t before = live;
  EXPECT_TRUE(RunWith(0, [&json] { json.reset(); }));
  EXPECT_LT(live, before);
}

TEST(OutOfMemory, WhileJsonIsRead) {
  ExpectOutliving([] { ParseJson(kNested); });
}

TEST(OutOfMemory, WhileJsonIsRefused) {
  ExpectOutliving([] {
    try {
      ParseJson(R"({"a": [[1, {"b": ["text"]}]], "a": 1})");
    } catch (const Refused&) {
    }
  });
}

TEST(OutOfMemory, WhileABearerTokenIsFound) {
  ExpectOutliving([] {
    BearerToken(
        R"({"accept": ["*/*"], "authorization": "Bearer a token that needs memory of its own"})");
  });
}

class OutOfMemoryWithKey : public testing::TestWithParam<Algorithm> {};

TEST_P(OutOfMemoryWithKey, WhileATokenIsVerified) {
  const Signer signer(GetParam());
  const std::string set = SetOf({signer.Jwk()});
  const std::string token = signer.Token(
      {{"iss", "issuer"}, {"aud", {"todo", "others"}}, {"sub", "somebody"}, {"exp", 2'000}});
  ExpectOutliving([&] {
    KeySet keys;
    keys.AddSet(set,
                GetParam() == Algorithm::kHs256 ? KeySet::Source::kFile : KeySet::Source::kSetting);
    VerifyToken(token, keys, {"issuer", "todo", 0, 1'000'000'000});
  });
}

INSTANTIATE_TEST_SUITE_P(, OutOfMemoryWithKey, testing::ValuesIn(unit::kAlgorithms),
                         [](const auto& tested) { return unit::NameOf(tested.param); });

}  // namespace
}  // namespace todo
