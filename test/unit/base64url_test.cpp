// Proves that base64url is RFC 4648's, and that each byte string has exactly one text.
#include "core/base64url.hpp"

#include <gtest/gtest.h>

#include "unit.hpp"

namespace todo {
namespace {

using Bytes = std::vector<unsigned char>;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Vector {
  std::string_view name;
  std::string_view bytes;
  std::string_view text;
};

class Rfc4648 : public testing::TestWithParam<Vector> {};

TEST_P(Rfc4648, IsWrittenAndRead) {
  const Bytes bytes(GetParam().bytes.begin(), GetParam().bytes.end());
  EXPECT_EQ(EncodeBase64Url(bytes), GetParam().text);
  EXPECT_EQ(DecodeBase64Url(GetParam().text), bytes);
}

// The vectors of section 10 without their padding.
INSTANTIATE_TEST_SUITE_P(Section10, Rfc4648,
                         testing::Values(Vector{"empty", "", ""}, Vector{"f", "f", "Zg"},
                                         Vector{"fo", "fo", "Zm8"}, Vector{"foo", "foo", "Zm9v"},
                                         Vector{"foob", "foob", "Zm9vYg"},
                                         Vector{"fooba", "fooba", "Zm9vYmE"},
                                         Vector{"foobar", "foobar", "Zm9vYmFy"},
                                         // section 5: where base64url is not base64
                                         Vector{"url_alphabet", "\xFB\xFF", "-_8"}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Base64Url, RoundTripsForEveryByteAndEveryPairOfBytes) {
  for (unsigned first = 0; first < 256; ++first) {
    const Bytes one{static_cast<unsigned char>(first)};
    ASSERT_EQ(DecodeBase64Url(EncodeBase64Url(one)), one);
    for (unsigned second = 0; second < 256; ++second) {
      const Bytes two{one[0], static_cast<unsigned char>(second)};
      ASSERT_EQ(DecodeBase64Url(EncodeBase64Url(two)), two);
    }
  }
}

TEST(Base64Url, RoundTripsForRandomBytes) {
  unit::Random random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    Bytes bytes(size);
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
    const std::string text = EncodeBase64Url(bytes);
    ASSERT_EQ(text.size(), (size * 8 + 5) / 6);
    ASSERT_EQ(DecodeBase64Url(text), bytes);
  }
}

// A text of 2 or 3 characters has 4 or 2 bits that no byte uses: only zeros are canonical.
TEST(Base64Url, RefusesEveryTailThatIsNotCanonical) {
  std::size_t taken = 0;
  const auto try_text = [&taken](const std::string& text) {
    const auto bytes = DecodeBase64Url(text);
    if (!bytes) return;
    ++taken;
    ASSERT_EQ(EncodeBase64Url(*bytes), text);
  };
  for (const char first : kAlphabet) {
    for (const char second : kAlphabet) {
      try_text({first, second});
      for (const char third : kAlphabet) try_text({first, second, third});
    }
  }
  EXPECT_EQ(taken, 256u + 65536u);
}

TEST(Base64Url, RefusesEveryCharacterOutsideItsAlphabet) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool is_known = kAlphabet.find(c) != std::string_view::npos;
    for (std::size_t place = 0; place < 4; ++place) {
      std::string text = "AAAA";
      text[place] = c;
      ASSERT_EQ(DecodeBase64Url(text).has_value(), is_known) << byte;
    }
  }
}

class RefusedText : public testing::TestWithParam<std::string_view> {};

TEST_P(RefusedText, IsNotDecoded) {
  EXPECT_EQ(DecodeBase64Url(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Padding, RefusedText,
                         testing::Values("Zg==", "Zg=", "Zm8=", "Zm9v=", "=", "====", "Zg==Zg=="));
INSTANTIATE_TEST_SUITE_P(Length, RefusedText, testing::Values("A", "AAAAA", "AAAAAAAAA"));
INSTANTIATE_TEST_SUITE_P(WhiteSpace, RefusedText, testing::Values(" Zg", "Zg ", "Zm9v\n", "Zm 9"));
INSTANTIATE_TEST_SUITE_P(PlainBase64, RefusedText, testing::Values("+/8", "ab+/"));

}  // namespace
}  // namespace todo
