// Proves that the core outlives a lack of memory wherever it strikes: it throws bad_alloc, leaves
// nothing behind, and frees what it has without taking any. What it throws from a destructor would
// end every session of the server.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdlib>
#include <new>

#include "core/bearer_token.hpp"
#include "core/json.hpp"
#include "core/jwt.hpp"
#include "signing.hpp"
#include "unit.hpp"

namespace {

// From when on malloc fails, for us and for OpenSSL: once, or ever after.
std::int64_t allocations_left = INT64_MAX;
bool for_ever = false;
// What operator new has made and is not deleted.
std::int64_t live = 0;

bool Fails() {
  if (allocations_left > 0) {
    --allocations_left;
    return false;
  }
  if (!for_ever) allocations_left = INT64_MAX;
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  return Fails() ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  return Fails() ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  return Fails() ? nullptr : __libc_realloc(memory, size);
}
}

void* operator new(std::size_t size) {
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

// Whether the body got through with so many allocations. Anything but bad_alloc fails the test.
template <class Body>
bool RunWith(std::int64_t allocations, bool and_never_again, Body body) {
  bool done = true;
  allocations_left = allocations;
  for_ever = and_never_again;
  try {
    body();
  } catch (const std::bad_alloc&) {
    done = false;
  } catch (...) {
    allocations_left = INT64_MAX;
    ADD_FAILURE() << "something else was thrown after " << allocations
                  << " allocations: " << unit::ReasonOf([] { throw; });
  }
  allocations_left = INT64_MAX;
  return done;
}

template <class Body>
void ExpectOutliving(Body body) {
  body();  // what is made once, by OpenSSL and the libraries
  const std::int64_t before = live;
  std::int64_t allocations = 0;
  for (bool done = false; !done; ++allocations) {
    done = RunWith(allocations, true, body);
    ASSERT_EQ(live, before) << "after " << allocations << " allocations";
    RunWith(allocations, false, body);
    ASSERT_EQ(live, before) << "after " << allocations << " allocations, and more";
  }
  EXPECT_GT(allocations, 1) << "nothing was tried";
}

TEST(OutOfMemory, JsonIsFreedWithoutMemory) {
  OwnedJson json = ParseJson(kNested);
  const std::int64_t before = live;
  EXPECT_TRUE(RunWith(0, true, [&json] { json.reset(); }));
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
