// Proves that UUIDs have one text form, and that version 7 follows RFC 9562 and only ever rises.
#include "core/uuid.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "unit.hpp"

namespace todo {
namespace {

constexpr char kText[] = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

std::uint64_t MillisecondsOf(const Uuid& uuid) {
  std::uint64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | uuid.bytes[i];
  return ms;
}

unsigned FractionOf(const Uuid& uuid) {
  return (uuid.bytes[6] & 0x0Fu) << 8 | uuid.bytes[7];
}

// RFC 9562 appendix A.6.
TEST(MakeUuidV7, IsTheExampleOfTheRfc) {
  EXPECT_EQ(ToString(MakeUuidV7(0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F)), kText);
}

TEST(MakeUuidV7, KeepsVersionAndVariantWhateverTheBits) {
  constexpr std::uint64_t kAllBits = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(ToString(MakeUuidV7(0, 0, 0)), "00000000-0000-7000-8000-000000000000");
  EXPECT_EQ(ToString(MakeUuidV7(0xFFFFFFFFFFFF, 0xFFFF, kAllBits)),
            "ffffffff-ffff-7fff-bfff-ffffffffffff");
  EXPECT_EQ(ToString(MakeUuidV7(0, 0xF000, 0xC000000000000000)),
            "00000000-0000-7000-8000-000000000000");
}

TEST(UuidText, RoundTripsForRandomBytes) {
  unit::Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    Uuid uuid{};
    for (unsigned char& byte : uuid.bytes) byte = static_cast<unsigned char>(random());
    ASSERT_EQ(ParseUuid(ToString(uuid)), uuid);
  }
}

TEST(UuidText, IsReadInEitherCaseAndWrittenInLowerCase) {
  const auto uuid = ParseUuid("017F22E2-79b0-7CC3-98c4-DC0C0C07398F");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(ToString(*uuid), kText);
}

// Each of the 36 places, with each of the 256 bytes in it.
TEST(UuidText, TakesNothingButDigitsAndHyphensInTheirPlaces) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  for (std::size_t place = 0; place < kUuidTextLength; ++place) {
    const bool is_hyphen = kText[place] == '-';
    for (int byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      std::string text = kText;
      text[place] = c;
      const bool is_right = is_hyphen ? c == '-' : kDigits.find(c) != std::string_view::npos;
      ASSERT_EQ(ParseUuid(text).has_value(), is_right) << place << " " << byte;
    }
  }
}

struct Form {
  const char* name;
  std::string_view text;
};

class RefusedUuid : public testing::TestWithParam<Form> {};

TEST_P(RefusedUuid, IsNotParsed) {
  EXPECT_EQ(ParseUuid(GetParam().text), std::nullopt);
}

// Among them forms that PostgreSQL's own uuid takes.
constexpr Form kRefusedForms[] = {
    {"Empty", ""},
    {"ADigitTooFew", "017f22e2-79b0-7cc3-98c4-dc0c0c07398"},
    {"ADigitTooMany", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0"},
    {"SpaceBefore", " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
    {"SpaceForADigit", " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
    {"NewLineAfter", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n"},
    {"NoHyphens", "017f22e279b07cc398c4dc0c0c07398f"},
    {"AHyphenMissing", "017f22e2-79b0-7cc3-98c4dc0c0c07398f00"},
    {"AHyphenOutOfPlace", "017f22e27-9b0-7cc3-98c4-dc0c0c07398f"},
    {"HyphensAfterEachFour", "017f-22e2-79b0-7cc3-98c4-dc0c-0c07-398f"},
    {"Braces", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}"},
    {"Urn", "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
};
INSTANTIATE_TEST_SUITE_P(Forms, RefusedUuid, testing::ValuesIn(kRefusedForms),
                         [](const auto& info) { return info.param.name; });

TEST(UuidV7Sequence, CarriesTheTimeInMillisecondsAndTheirFraction) {
  const Uuid uuid = UuidV7Sequence().Next(1'645'557'742'000'500, 0);
  EXPECT_EQ(MillisecondsOf(uuid), 1'645'557'742'000u);
  EXPECT_EQ(FractionOf(uuid), 2048u);  // 500 of 1000 microseconds
  EXPECT_EQ(FractionOf(UuidV7Sequence().Next(999, 0)), 4091u);
}

TEST(UuidV7Sequence, FollowsTheClockWhenItGoesOn) {
  UuidV7Sequence sequence;
  std::int64_t us = 1'700'000'000'000'000;
  Uuid last = sequence.Next(us, ~std::uint64_t{0});
  for (int i = 0; i < 10'000; ++i) {
    const Uuid next = sequence.Next(++us, 0);
    ASSERT_GT(next, last);
    ASSERT_EQ(MillisecondsOf(next), static_cast<std::uint64_t>(us / 1000));
    ASSERT_EQ(FractionOf(next), us % 1000 * 4096 / 1000);
    last = next;
  }
}

// The random bits fall while the sequence rises: the order cannot be theirs.
TEST(UuidV7Sequence, RisesWhileTheClockStandsStill) {
  UuidV7Sequence sequence;
  Uuid last = sequence.Next(1'700'000'000'000'000, 100'000);
  for (std::uint64_t random = 100'000; random-- > 0;) {
    const Uuid next = sequence.Next(1'700'000'000'000'000, random);
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(UuidV7Sequence, RisesWhileTheClockGoesBackAndForth) {
  unit::Random random(1);
  UuidV7Sequence sequence;
  std::int64_t us = 1'700'000'000'000'000;
  Uuid last = sequence.Next(us, random());
  for (int i = 0; i < 100'000; ++i) {
    us += static_cast<std::int64_t>(unit::Below(4'001, random)) - 2'000;
    const Uuid next = sequence.Next(us, random());
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(UuidV7Sequence, StepsIntoTheNextMillisecondWhenAFractionIsUsedUp) {
  UuidV7Sequence sequence;
  Uuid last = sequence.Next(5'000, 0);
  for (int i = 1; i < 4096; ++i) last = sequence.Next(5'000, 0);
  EXPECT_EQ(MillisecondsOf(last), 5u);
  EXPECT_EQ(FractionOf(last), 4095u);
  const Uuid next = sequence.Next(5'000, 0);
  EXPECT_EQ(MillisecondsOf(next), 6u);
  EXPECT_EQ(FractionOf(next), 0u);
}

TEST(UuidV7Sequence, TakesATimeBefore1970ForItsBeginning) {
  UuidV7Sequence sequence;
  const Uuid first = sequence.Next(-1, 0);
  EXPECT_EQ(MillisecondsOf(first), 0u);
  EXPECT_GT(sequence.Next(std::numeric_limits<std::int64_t>::min(), 0), first);
}

}  // namespace
}  // namespace todo
