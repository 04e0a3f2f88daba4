// What several unit tests share: characters, random text, and what a call throws.
#pragma once

#include <array>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/refused.hpp"

namespace unit {

// Seeded by a constant: a failure is the same at every run.
using Random = std::mt19937_64;

inline std::size_t Below(std::size_t bound, Random& random) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

// What Unicode calls a scalar value: what UTF-8 can encode.
constexpr char32_t kLastScalar = 0x10FFFF;
constexpr bool IsScalar(char32_t c) {
  return c <= kLastScalar && (c < 0xD800 || c > 0xDFFF);
}

// RFC 3629 section 3.
inline std::string Utf8(char32_t c) {
  const auto lead = [c](unsigned marker, int shift) {
    return static_cast<char>(marker | static_cast<unsigned>(c >> shift));
  };
  const auto follow = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return {lead(0, 0)};
  if (c < 0x800) return {lead(0xC0, 6), follow(0)};
  if (c < 0x10000) return {lead(0xE0, 12), follow(6), follow(0)};
  return {lead(0xF0, 18), follow(12), follow(6), follow(0)};
}

// Valid UTF-8: control characters, ASCII, and characters of 2, 3 and 4 bytes, as often as each
// other.
inline std::string RandomText(std::size_t characters, Random& random) {
  struct Range {
    char32_t first;
    char32_t last;
  };
  constexpr std::array<Range, 5> kRanges{
      {{0x00, 0x1F}, {0x20, 0x7F}, {0x80, 0x7FF}, {0x800, 0xFFFF}, {0x10000, kLastScalar}}};
  std::string text;
  while (characters > 0) {
    const Range range = kRanges[Below(kRanges.size(), random)];
    const auto c = static_cast<char32_t>(range.first + Below(range.last - range.first + 1, random));
    if (!IsScalar(c)) continue;
    text += Utf8(c);
    --characters;
  }
  return text;
}

// The todo::Error that `call` throws.
template <class Callable>
todo::Error ErrorOf(Callable call) {
  try {
    call();
  } catch (const todo::Error& error) {
    return error;
  }
  throw std::logic_error("expected a todo::Error, and nothing was thrown");
}

template <class Callable>
std::string SqlStateOf(Callable call) {
  return ErrorOf(call).kind().sqlstate;
}

// Why `call` is refused; empty when it is not.
template <class Callable>
std::string ReasonOf(Callable call) {
  try {
    call();
  } catch (const todo::Refused& refused) {
    return refused.what();
  }
  return "";
}

}  // namespace unit
