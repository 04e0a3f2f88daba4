#include "core/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

namespace todo::json {
namespace {

// For each byte: 0 to copy it, 'u' for \u00XX, else the letter after the backslash.
constexpr std::array<char, 256> MakeEscapes() {
  std::array<char, 256> escapes{};
  for (int i = 0; i < 0x20; ++i) escapes[i] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}
constexpr auto kEscapes = MakeEscapes();

struct Date {
  std::int64_t year;
  int month;
  int day;
};

// The civil date of a day number since 0000-03-01 of the proleptic Gregorian calendar
// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
Date CivilDate(std::int64_t days) {
  constexpr std::int64_t kDaysPerEra = 146097;
  const std::int64_t era = (days >= 0 ? days : days - (kDaysPerEra - 1)) / kDaysPerEra;
  const auto day_of_era = static_cast<int>(days - era * kDaysPerEra);
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int march_month = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * march_month + 2) / 5 + 1;
  const int month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// "00" to "99": a division for two digits, not for each.
constexpr std::array<char, 200> MakePairs() {
  std::array<char, 200> pairs{};
  for (int i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr auto kPairs = MakePairs();

// Of 0 to 99.
char* WritePair(char* out, std::uint32_t value) {
  std::memcpy(out, &kPairs[2 * value], 2);
  return out + 2;
}

}  // namespace

char* WriteRaw(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* WriteString(char* out, std::string_view text) noexcept {
  constexpr char kHex[] = "0123456789abcdef";
  *out++ = '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const char escape = kEscapes[byte];
    if (escape == 0) [[likely]] {
      *out++ = c;
      continue;
    }
    *out++ = '\\';
    *out++ = escape;
    if (escape == 'u') {
      *out++ = '0';
      *out++ = '0';
      *out++ = kHex[byte >> 4];
      *out++ = kHex[byte & 15];
    }
  }
  *out++ = '"';
  return out;
}

char* WriteInteger(char* out, std::int64_t value) noexcept {
  return std::to_chars(out, out + kIntegerMax, value).ptr;
}

char* WriteBoolean(char* out, bool value) noexcept {
  return WriteRaw(out, value ? "true" : "false");
}

char* WriteNull(char* out) noexcept {
  return WriteRaw(out, "null");
}

char* WriteUuidString(char* out, const Uuid& uuid) noexcept {
  *out++ = '"';
  out = WriteUuid(out, uuid);
  *out++ = '"';
  return out;
}

char* WriteTimestamp(char* out, std::int64_t us) noexcept {
  if (us == std::numeric_limits<std::int64_t>::max()) return WriteRaw(out, "\"infinity\"");
  if (us == std::numeric_limits<std::int64_t>::min()) return WriteRaw(out, "\"-infinity\"");
  constexpr std::int64_t kUsPerDay = 86'400'000'000;
  constexpr std::int64_t kDaysTo2000 = 730'425;  // from 0000-03-01 to 2000-01-01
  std::int64_t day = us / kUsPerDay;
  std::int64_t time = us % kUsPerDay;
  if (time < 0) {
    time += kUsPerDay;
    --day;
  }
  const auto second = static_cast<std::uint32_t>(time / 1'000'000);
  const auto fraction = static_cast<std::uint32_t>(time % 1'000'000);
  const Date date = CivilDate(day + kDaysTo2000);
  const bool before_christ = date.year <= 0;
  const std::int64_t year = before_christ ? 1 - date.year : date.year;
  *out++ = '"';
  if (year > 9999) {
    out = WriteInteger(out, year);
  } else {
    out = WritePair(out, static_cast<std::uint32_t>(year) / 100);
    out = WritePair(out, static_cast<std::uint32_t>(year) % 100);
  }
  *out++ = '-';
  out = WritePair(out, static_cast<std::uint32_t>(date.month));
  *out++ = '-';
  out = WritePair(out, static_cast<std::uint32_t>(date.day));
  *out++ = 'T';
  out = WritePair(out, second / 3600);
  *out++ = ':';
  out = WritePair(out, second / 60 % 60);
  *out++ = ':';
  out = WritePair(out, second % 60);
  if (fraction != 0) {
    *out++ = '.';
    out = WritePair(out, fraction / 10'000);
    out = WritePair(out, fraction / 100 % 100);
    out = WritePair(out, fraction % 100);
    while (out[-1] == '0') --out;  // as PostgreSQL writes it: no trailing zeros
  }
  out = WriteRaw(out, "+00:00");
  if (before_christ) out = WriteRaw(out, " BC");
  *out++ = '"';
  return out;
}

}  // namespace todo::json
