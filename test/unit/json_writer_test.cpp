// Proves that what is written is JSON, means what was given, and fits the room that was promised.
#include "core/json_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "unit.hpp"

namespace todo::json {
namespace {

using nlohmann::json;

constexpr std::int64_t kMinimum = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMaximum = std::numeric_limits<std::int64_t>::max();

// What `write` writes, into room of exactly `size` bytes and a guard behind it.
template <class Write>
std::string Written(std::size_t size, Write write) {
  constexpr std::string_view kGuard = "guard";
  std::vector<char> room(size + kGuard.size(), '~');
  std::copy(kGuard.begin(), kGuard.end(), room.begin() + static_cast<std::ptrdiff_t>(size));
  const char* const end = write(room.data());
  const auto written = static_cast<std::size_t>(end - room.data());
  EXPECT_LE(written, size);
  EXPECT_EQ(std::string_view(room.data() + size, kGuard.size()), kGuard);
  return {room.data(), written};
}

std::string StringOf(std::string_view text) {
  return Written(StringMax(text.size()), [text](char* out) { return WriteString(out, text); });
}

std::string TimestampOf(std::int64_t us) {
  return Written(kTimestampMax, [us](char* out) { return WriteTimestamp(out, us); });
}

TEST(WriteString, EscapesEachAsciiCharacterAsAKnownLibraryDoes) {
  for (char32_t c = 0; c < 0x80; ++c) {
    const std::string text = unit::Utf8(c);
    EXPECT_EQ(StringOf(text), json(text).dump());
  }
}

TEST(WriteString, EscapesWhatRfc8259Names) {
  EXPECT_EQ(StringOf("\"\\/\b\f\n\r\t"), R"("\"\\/\b\f\n\r\t")");
  EXPECT_EQ(StringOf({"\0\x01\x1f\x7f", 4}), "\"\\u0000\\u0001\\u001f\x7f\"");
}

TEST(WriteString, MeansEveryCharacterOfUnicode) {
  std::string text;
  for (char32_t c = 0; c <= unit::kLastScalar; ++c)
    if (unit::IsScalar(c)) text += unit::Utf8(c);
  const std::string written = StringOf(text);
  EXPECT_TRUE(json::parse(written) == text);
  EXPECT_TRUE(written == json(text).dump());
}

TEST(WriteString, MeansRandomText) {
  unit::Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = unit::RandomText(unit::Below(200, random), random);
    ASSERT_EQ(json::parse(StringOf(text)), text);
  }
}

TEST(WriteString, NeedsNoMoreRoomThanStringMax) {
  EXPECT_EQ(StringOf(""), "\"\"");
  EXPECT_EQ(StringOf("").size(), StringMax(0));
  const std::string worst(1000, '\x01');
  EXPECT_EQ(StringOf(worst).size(), StringMax(worst.size()));
}

class Integer : public testing::TestWithParam<std::int64_t> {};

TEST_P(Integer, IsWrittenInFull) {
  const std::string text =
      Written(kIntegerMax, [](char* out) { return WriteInteger(out, GetParam()); });
  EXPECT_EQ(text, std::to_string(GetParam()));
  EXPECT_EQ(json::parse(text).get<std::int64_t>(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Extremes, Integer,
                         testing::Values(kMinimum, kMinimum + 1, -10, -1, 0, 1, 9, 10, kMaximum - 1,
                                         kMaximum));

TEST(WriteBoolean, IsTrueOrFalse) {
  EXPECT_EQ(Written(kBooleanMax, [](char* out) { return WriteBoolean(out, true); }), "true");
  EXPECT_EQ(Written(kBooleanMax, [](char* out) { return WriteBoolean(out, false); }), "false");
}

TEST(WriteNull, IsNull) {
  EXPECT_EQ(Written(4, [](char* out) { return WriteNull(out); }), "null");
}

TEST(WriteRaw, CopiesWhatIsJsonAlready) {
  EXPECT_EQ(Written(7, [](char* out) { return WriteRaw(out, "{\"a\":1}"); }), "{\"a\":1}");
  EXPECT_EQ(Written(0, [](char* out) { return WriteRaw(out, ""); }), "");
}

TEST(WriteUuidString, IsQuotedAndFillsItsRoom) {
  const Uuid uuid = MakeUuidV7(0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F);
  const std::string text =
      Written(kUuidMax, [&uuid](char* out) { return WriteUuidString(out, uuid); });
  EXPECT_EQ(text, "\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\"");
  EXPECT_EQ(text.size(), kUuidMax);
}

struct Instant {
  const char* name;
  std::int64_t us;
  const char* text;
};

class Timestamp : public testing::TestWithParam<Instant> {};

TEST_P(Timestamp, IsWrittenAsPostgreSqlsToJsonDoes) {
  EXPECT_EQ(TimestampOf(GetParam().us), '"' + std::string(GetParam().text) + '"');
}

// The texts are those of PostgreSQL 15: SET timezone = 'UTC'; SELECT to_json(timestamptz '…');
INSTANTIATE_TEST_SUITE_P(
    PostgreSql, Timestamp,
    testing::Values(
        Instant{"Epoch", 0, "2000-01-01T00:00:00+00:00"},
        Instant{"BeforeEpoch", -1, "1999-12-31T23:59:59.999999+00:00"},
        Instant{"Unix", -946'684'800'000'000, "1970-01-01T00:00:00+00:00"},
        Instant{"LeapDay2000", 5'097'600'000'000, "2000-02-29T00:00:00+00:00"},
        Instant{"LeapDay2024", 762'525'296'789'000, "2024-02-29T12:34:56.789+00:00"},
        Instant{"NoLeapDay1900", -3'150'576'000'000'000, "1900-03-01T00:00:00+00:00"},
        Instant{"NoLeapDay2100", 3'160'857'600'000'000, "2100-03-01T00:00:00+00:00"},
        Instant{"YearOne", -63'082'281'600'000'000, "0001-01-01T00:00:00+00:00"},
        Instant{"YearOneBC", -63'082'281'600'000'001, "0001-12-31T23:59:59.999999+00:00 BC"},
        Instant{"LeapDayOfYearOneBC", -63'108'806'400'000'000, "0001-02-29T00:00:00+00:00 BC"},
        Instant{"FourDigits", 252'455'615'999'999'999, "9999-12-31T23:59:59.999999+00:00"},
        Instant{"FiveDigits", 252'455'616'000'000'000, "10000-01-01T00:00:00+00:00"},
        Instant{"Latest", 9'223'371'331'199'999'999, "294276-12-31T23:59:59.999999+00:00"},
        Instant{"Earliest", -211'813'488'000'000'000, "4714-11-24T00:00:00+00:00 BC"},
        Instant{"Infinity", kMaximum, "infinity"}, Instant{"MinusInfinity", kMinimum, "-infinity"}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Fraction, Timestamp,
    testing::Values(Instant{"Tenth", 100'000, "2000-01-01T00:00:00.1+00:00"},
                    Instant{"Hundredth", 10'000, "2000-01-01T00:00:00.01+00:00"},
                    Instant{"Millisecond", 1'000, "2000-01-01T00:00:00.001+00:00"},
                    Instant{"Microsecond", 1, "2000-01-01T00:00:00.000001+00:00"},
                    Instant{"ZerosInside", 100'100, "2000-01-01T00:00:00.1001+00:00"},
                    Instant{"AllDigits", 123'456, "2000-01-01T00:00:00.123456+00:00"},
                    Instant{"ZerosOfSecondsStay", 600'000'000, "2000-01-01T00:10:00+00:00"}),
    [](const auto& info) { return info.param.name; });

// The same by the standard library's calendar, for the years that it knows.
std::string ByStandardLibrary(std::int64_t us) {
  using std::chrono::days;
  using std::chrono::microseconds;
  const auto since_1970 =
      microseconds(us) + std::chrono::sys_days(std::chrono::January / 1 / 2000).time_since_epoch();
  const auto day = std::chrono::floor<days>(since_1970);
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const std::chrono::hh_mm_ss<microseconds> time(since_1970 - day);
  const int year = static_cast<int>(date.year());
  std::string fraction;
  if (time.subseconds().count() != 0) {
    fraction = std::to_string(1'000'000 + time.subseconds().count()).replace(0, 1, ".");
    fraction.erase(fraction.find_last_not_of('0') + 1);
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "\"%04d-%02u-%02uT%02d:%02d:%02d%s+00:00%s\"",
                year > 0 ? year : 1 - year, static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                fraction.c_str(), year > 0 ? "" : " BC");
  return text.data();
}

TEST(WriteTimestamp, KnowsTheCalendar) {
  constexpr std::int64_t kUsPerDay = 86'400'000'000;
  constexpr std::int64_t kFirstDay = -2'451'545;  // of PostgreSQL: 4714-11-24 BC
  constexpr std::int64_t kLastDay = 11'000'000;   // in the year 32116
  unit::Random random(1);
  for (std::int64_t day = kFirstDay; day < kLastDay; day += 1 + unit::Below(200, random)) {
    const std::int64_t us =
        day * kUsPerDay + static_cast<std::int64_t>(unit::Below(kUsPerDay, random));
    ASSERT_EQ(TimestampOf(us), ByStandardLibrary(us)) << us;
  }
}

TEST(WriteTimestamp, NeedsNoMoreRoomThanTimestampMax) {
  EXPECT_LE(TimestampOf(kMinimum + 1).size(), kTimestampMax);
  EXPECT_LE(TimestampOf(kMaximum - 1).size(), kTimestampMax);
  unit::Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = TimestampOf(static_cast<std::int64_t>(random()));
    ASSERT_TRUE(json::parse(text).is_string()) << text;
  }
}

}  // namespace
}  // namespace todo::json
