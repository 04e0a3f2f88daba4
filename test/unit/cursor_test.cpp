// Proves that a cursor means its own place in its own list, and that any other is refused.
#include "core/cursor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <limits>

#include "core/base64url.hpp"
#include "unit.hpp"

namespace todo {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr Uuid kOwner{{0x01, 0x7F, 0x22, 0xE2, 0x79, 0xB0, 0x7C, 0xC3,  //
                       0x98, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F}};
constexpr Uuid kTask{{0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7,  //
                      0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF}};
constexpr Cursor kCursor{ListOrder::kNewestFirst, ListFilter::kAllOrDone, 812'345'678'901'234,
                         kTask};
constexpr ListKind kAll{ListOrder::kNewestFirst, std::nullopt};
constexpr ListKind kOpen{ListOrder::kNewestFirst, false};
constexpr ListKind kDone{ListOrder::kNewestFirst, true};
constexpr ListKind kTrash{ListOrder::kLatestDeletedFirst, std::nullopt};

bool IsRefused(std::string_view text, const Uuid& owner, const ListKind& kind) {
  try {
    DecodeCursor(text, owner, kind);
  } catch (const Error& error) {
    return &error.kind() == &errors::kBadCursor;
  }
  return false;
}

// A cursor of these bytes with a checksum that is right.
std::string Sealed(std::vector<unsigned char> bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  crc.process_bytes(kOwner.bytes.data(), kOwner.bytes.size());
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<unsigned char>(crc.checksum() >> shift));
  return EncodeBase64Url(bytes);
}

// What it holds, before the checksum.
std::vector<unsigned char> BytesOf(const Cursor& cursor) {
  auto bytes = DecodeBase64Url(EncodeCursor(cursor, kOwner)).value();
  bytes.resize(bytes.size() - 4);
  return bytes;
}

// Clients keep cursors over an upgrade: a change of the format needs another format number.
TEST(Cursor, HasTheSameTextInEveryVersion) {
  EXPECT_EQ(EncodeCursor(kCursor, kOwner), "ARQAAuLS96Av8qChoqOkpaanqKmqq6ytrq_-E0nl");
}

class CursorTime : public testing::TestWithParam<std::int64_t> {};

TEST_P(CursorTime, ComesBackWithOrderFilterAndId) {
  const Cursor cursor{ListOrder::kLatestDeletedFirst, ListFilter::kAll, GetParam(), kTask};
  const Cursor read = DecodeCursor(EncodeCursor(cursor, kOwner), kOwner, kTrash);
  EXPECT_EQ(read.order, cursor.order);
  EXPECT_EQ(read.filter, cursor.filter);
  EXPECT_EQ(read.time, cursor.time);
  EXPECT_EQ(read.id, cursor.id);
}

INSTANTIATE_TEST_SUITE_P(Extremes, CursorTime,
                         testing::Values(std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::min() + 1, -1, 0, 1,
                                         std::numeric_limits<std::int64_t>::max() - 1,
                                         std::numeric_limits<std::int64_t>::max()));

TEST(Cursor, RoundTripsForRandomTimesIdsAndOwners) {
  unit::Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    Uuid owner{};
    Cursor cursor{
        ListOrder::kNewestFirst, ListFilter::kDone, static_cast<std::int64_t>(random()), {}};
    for (unsigned char& byte : owner.bytes) byte = static_cast<unsigned char>(random());
    for (unsigned char& byte : cursor.id.bytes) byte = static_cast<unsigned char>(random());
    const std::string text = EncodeCursor(cursor, owner);
    ASSERT_EQ(text.size(), 40u);
    const Cursor read = DecodeCursor(text, owner, kDone);
    ASSERT_EQ(read.time, cursor.time);
    ASSERT_EQ(read.id, cursor.id);
  }
}

TEST(Cursor, IsRefusedWithAnyOneBitChanged) {
  const std::string text = EncodeCursor(kCursor, kOwner);
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[place] = static_cast<char>(changed[place] ^ 1 << bit);
      ASSERT_TRUE(IsRefused(changed, kOwner, kAll)) << changed;
    }
  }
}

TEST(Cursor, IsRefusedWithAnyOneCharacterReplaced) {
  const std::string text = EncodeCursor(kCursor, kOwner);
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[place] = static_cast<char>(byte);
      ASSERT_EQ(IsRefused(changed, kOwner, kAll), changed != text) << changed;
    }
  }
}

TEST(Cursor, IsRefusedWithAnyTwoNeighboursReplaced) {
  const std::string text = EncodeCursor(kCursor, kOwner);
  for (std::size_t place = 0; place + 1 < text.size(); ++place) {
    for (const char first : kAlphabet) {
      for (const char second : kAlphabet) {
        std::string changed = text;
        changed[place] = first;
        changed[place + 1] = second;
        ASSERT_EQ(IsRefused(changed, kOwner, kAll), changed != text) << changed;
      }
    }
  }
}

TEST(Cursor, IsRefusedWhenCutOrExtended) {
  const std::string text = EncodeCursor(kCursor, kOwner);
  for (std::size_t size = 0; size < text.size(); ++size)
    ASSERT_TRUE(IsRefused(text.substr(0, size), kOwner, kAll)) << size;
  for (const char* tail : {"A", "AA", "AAAA", "=", " ", "\n"})
    EXPECT_TRUE(IsRefused(text + tail, kOwner, kAll)) << tail;
  EXPECT_TRUE(IsRefused(" " + text, kOwner, kAll));
}

TEST(Cursor, IsRefusedForAnyOtherOwner) {
  const std::string text = EncodeCursor(kCursor, kOwner);
  for (std::size_t byte = 0; byte < kOwner.bytes.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      Uuid other = kOwner;
      other.bytes[byte] ^= static_cast<unsigned char>(1 << bit);
      ASSERT_TRUE(IsRefused(text, other, kAll)) << byte << " " << bit;
    }
  }
  EXPECT_TRUE(IsRefused(text, Uuid{}, kAll));
}

TEST(Cursor, IsRefusedInTheOtherOrder) {
  Cursor cursor = kCursor;
  cursor.filter = ListFilter::kAll;
  EXPECT_FALSE(IsRefused(EncodeCursor(cursor, kOwner), kOwner, kAll));
  EXPECT_TRUE(IsRefused(EncodeCursor(cursor, kOwner), kOwner, kTrash));
  cursor.order = ListOrder::kLatestDeletedFirst;
  EXPECT_FALSE(IsRefused(EncodeCursor(cursor, kOwner), kOwner, kTrash));
  EXPECT_TRUE(IsRefused(EncodeCursor(cursor, kOwner), kOwner, kAll));
}

struct Fit {
  const char* name;
  ListFilter made_for;
  bool all;
  bool open;
  bool done;
};

class CursorFilter : public testing::TestWithParam<Fit> {};

TEST_P(CursorFilter, FitsTheListsItWasMadeForAlone) {
  Cursor cursor = kCursor;
  cursor.filter = GetParam().made_for;
  const std::string text = EncodeCursor(cursor, kOwner);
  EXPECT_EQ(!IsRefused(text, kOwner, kAll), GetParam().all);
  EXPECT_EQ(!IsRefused(text, kOwner, kOpen), GetParam().open);
  EXPECT_EQ(!IsRefused(text, kOwner, kDone), GetParam().done);
}

constexpr Fit kFits[] = {
    // made for, and whether it fits the list of all, open, done
    {"All", ListFilter::kAll, true, false, false},
    {"Open", ListFilter::kOpen, false, true, false},
    {"Done", ListFilter::kDone, false, false, true},
    {"AllOrOpen", ListFilter::kAllOrOpen, true, true, false},
    {"AllOrDone", ListFilter::kAllOrDone, true, false, true},
};
INSTANTIATE_TEST_SUITE_P(Lists, CursorFilter, testing::ValuesIn(kFits),
                         [](const auto& info) { return info.param.name; });

TEST(FilterOf, NamesTheListsOwnFilter) {
  EXPECT_EQ(FilterOf(std::nullopt), ListFilter::kAll);
  EXPECT_EQ(FilterOf(false), ListFilter::kOpen);
  EXPECT_EQ(FilterOf(true), ListFilter::kDone);
}

// With a right checksum, such as a later version could make: only what is known is taken.
TEST(Cursor, IsRefusedWithAnUnknownFormatOrderOrFilter) {
  const std::vector<unsigned char> bytes = BytesOf(kCursor);
  ASSERT_EQ(Sealed(bytes), EncodeCursor(kCursor, kOwner));
  for (unsigned value = 0; value < 256; ++value) {
    std::vector<unsigned char> other_format = bytes;
    other_format[0] = static_cast<unsigned char>(value);
    ASSERT_EQ(IsRefused(Sealed(other_format), kOwner, kAll), value != bytes[0]) << value;
    std::vector<unsigned char> other_list = bytes;
    other_list[1] = static_cast<unsigned char>(value);
    // of order 1 the filters 0, 3 and 4 fit the full list
    const bool is_known = value == 0x10 || value == 0x13 || value == 0x14;
    ASSERT_EQ(IsRefused(Sealed(other_list), kOwner, kAll), !is_known) << value;
  }
}

TEST(Cursor, IsRefusedWhenItIsGarbage) {
  unit::Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string letters;
    for (int j = 0; j < 40; ++j) letters += kAlphabet[unit::Below(kAlphabet.size(), random)];
    ASSERT_TRUE(IsRefused(letters, kOwner, kAll)) << letters;
    const std::string text = unit::RandomText(unit::Below(60, random), random);
    ASSERT_TRUE(IsRefused(text, kOwner, kAll));
  }
}

TEST(Cursor, IsRefusedAsABadArgumentWithAWayOut) {
  const Error error = unit::ErrorOf([] { DecodeCursor("", kOwner, kAll); });
  EXPECT_STREQ(error.kind().sqlstate, "22023");
  EXPECT_EQ(error.message(), "page_cursor does not belong to this list");
  EXPECT_STRNE(error.hint(), "");
}

}  // namespace
}  // namespace todo
