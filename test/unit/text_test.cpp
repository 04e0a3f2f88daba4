// Proves that trimming takes the 25 White_Space characters of Unicode 15 from both ends, no other.
#include "core/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "unit.hpp"

namespace todo {
namespace {

constexpr std::array<char32_t, 25> kWhiteSpace{
    0x0009, 0x000A, 0x000B, 0x000C, 0x000D, 0x0020, 0x0085, 0x00A0, 0x1680,
    0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
    0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};

class WhiteSpace : public testing::TestWithParam<char32_t> {};

TEST_P(WhiteSpace, IsTrimmedAtEitherEndAndKeptInside) {
  const std::string space = unit::Utf8(GetParam());
  const std::string inside = "buy" + space + "milk";
  EXPECT_EQ(TrimWhiteSpace(space), "");
  EXPECT_EQ(TrimWhiteSpace(space + inside), inside);
  EXPECT_EQ(TrimWhiteSpace(inside + space), inside);
  EXPECT_EQ(TrimWhiteSpace(space + space + inside + space + space), inside);
  EXPECT_EQ(TrimWhiteSpace(" \t" + space + "\n" + inside + "\r" + space + " "), inside);
}

std::string CodePoint(const testing::TestParamInfo<char32_t>& info) {
  std::ostringstream name;
  name << "U" << std::hex << std::uppercase << static_cast<unsigned>(info.param);
  return name.str();
}

INSTANTIATE_TEST_SUITE_P(Unicode15, WhiteSpace, testing::ValuesIn(kWhiteSpace), CodePoint);

// Among them the neighbours of every White_Space character, and those that only look like white
// space: U+200B zero width space, U+FEFF byte order mark, U+180E Mongolian vowel separator.
TEST(TrimWhiteSpace, KeepsEveryOtherCharacterOfUnicode) {
  for (char32_t c = 0; c <= unit::kLastScalar; ++c) {
    if (!unit::IsScalar(c) || std::ranges::count(kWhiteSpace, c) != 0) continue;
    const std::string text = unit::Utf8(c);
    ASSERT_EQ(TrimWhiteSpace(text), text) << std::hex << static_cast<unsigned>(c);
    ASSERT_EQ(TrimWhiteSpace(" " + text + " "), text) << std::hex << static_cast<unsigned>(c);
  }
}

TEST(TrimWhiteSpace, LeavesNothingOfNothing) {
  EXPECT_EQ(TrimWhiteSpace(""), "");
  EXPECT_EQ(TrimWhiteSpace({}), "");
}

// The view points into what was given: nothing is copied.
TEST(TrimWhiteSpace, ReturnsAPartOfItsArgument) {
  constexpr std::string_view kText = "  milk ";
  EXPECT_EQ(TrimWhiteSpace(kText).data(), kText.data() + 2);
}

TEST(TrimWhiteSpace, FindsRandomTextBetweenRandomWhiteSpace) {
  unit::Random random(1);
  const auto random_spaces = [&random] {
    std::string spaces;
    for (std::size_t i = unit::Below(4, random); i > 0; --i)
      spaces += unit::Utf8(kWhiteSpace[unit::Below(kWhiteSpace.size(), random)]);
    return spaces;
  };
  for (int i = 0; i < 10'000; ++i) {
    const std::string body = "[" + unit::RandomText(unit::Below(8, random), random) + "]";
    const std::string text = random_spaces() + body + random_spaces();
    ASSERT_EQ(TrimWhiteSpace(text), body);
  }
}

}  // namespace
}  // namespace todo
