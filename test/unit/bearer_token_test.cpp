// Proves which requests bring a token (RFC 6750 section 2.1), which bring none, and that whatever
// cannot be read brings one that proves nothing.
#include "core/bearer_token.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.hpp"

namespace todo {
namespace {

std::optional<std::string> TokenOf(const Json& authorization) {
  return BearerToken(Json({{"accept", "*/*"}, {"authorization", authorization}}).dump());
}

TEST(BearerToken, IsWhatFollowsTheScheme) {
  EXPECT_EQ(TokenOf("Bearer a.b.c"), "a.b.c");
  EXPECT_EQ(TokenOf("Bearer   a.b.c  "), "a.b.c");
  EXPECT_EQ(TokenOf("Bearer a b"), "a b") << "it is for others to refuse";
}

// RFC 9110 section 11.1.
TEST(BearerToken, HasASchemeInAnyCase) {
  for (const char* scheme : {"bearer ", "BEARER ", "bEaReR "})
    EXPECT_EQ(TokenOf(std::string(scheme) + "a.b.c"), "a.b.c") << scheme;
}

// Somebody who says nothing is nobody; who says something has to prove it.
TEST(BearerToken, IsNothingOnlyWithoutTheHeader) {
  EXPECT_EQ(BearerToken(""), std::nullopt);
  EXPECT_EQ(BearerToken("{}"), std::nullopt);
  EXPECT_EQ(BearerToken(R"({"accept":"*/*","proxy-authorization":"Bearer a.b.c"})"), std::nullopt);
}

TEST(BearerToken, ProvesNothingBeyond64KiB) {
  const std::string headers = R"({"authorization":"Bearer a.b.c"})";
  EXPECT_EQ(BearerToken(headers + std::string(65536 - headers.size(), ' ')), "a.b.c");
  EXPECT_EQ(BearerToken(headers + std::string(65537 - headers.size(), ' ')), "");
}

TEST(BearerToken, ProvesNothingOfAnotherScheme) {
  for (const char* header : {"", " ", "Bearer", "Bearer ", "Basic YTpi", "a.b.c", "Bearera.b.c",
                             " Bearer a.b.c", "Bearer\ta.b.c", "Token Bearer a.b.c"})
    EXPECT_EQ(TokenOf(header), "") << header;
}

TEST(BearerToken, ProvesNothingWhereTheHeaderIsNoText) {
  for (const Json& header : {Json(nullptr), Json(1), Json({"Bearer a.b.c"}), Json::object()})
    EXPECT_EQ(TokenOf(header), "") << header.dump();
}

TEST(BearerToken, ProvesNothingWhereTheHeadersCannotBeRead) {
  for (const char* headers :
       {" ", "x", "null", "[]", "\"authorization\"", R"(["authorization"])", R"({"authorization")",
        R"({"authorization":"Bearer a","authorization":"Bearer b"})",
        R"({"authorization":"Bearer a"}x)", "{\"authorization\":\"Bearer \xFF\"}"})
    EXPECT_EQ(BearerToken(headers), "") << headers;
}

}  // namespace
}  // namespace todo
