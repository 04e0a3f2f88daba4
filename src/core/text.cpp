#include "core/text.hpp"

#include <array>
#include <boost/algorithm/string/predicate.hpp>

namespace todo {
namespace {

using std::string_view_literals::operator""sv;

// White_Space beyond ASCII, as UTF-8. No encoding here ends in, or begins with, another one's
// bytes, and UTF-8 is self-synchronizing: matching whole sequences at either end is exact.
constexpr std::array kWideSpaces = {
    "\xC2\x85"sv,      // U+0085 next line
    "\xC2\xA0"sv,      // U+00A0 no-break space
    "\xE1\x9A\x80"sv,  // U+1680 ogham space mark
    "\xE2\x80\x80"sv, "\xE2\x80\x81"sv, "\xE2\x80\x82"sv, "\xE2\x80\x83"sv,  // U+2000 …
    "\xE2\x80\x84"sv, "\xE2\x80\x85"sv, "\xE2\x80\x86"sv, "\xE2\x80\x87"sv,
    "\xE2\x80\x88"sv, "\xE2\x80\x89"sv, "\xE2\x80\x8A"sv,  // … U+200A
    "\xE2\x80\xA8"sv,                                      // U+2028 line separator
    "\xE2\x80\xA9"sv,                                      // U+2029 paragraph separator
    "\xE2\x80\xAF"sv,                                      // U+202F narrow no-break space
    "\xE2\x81\x9F"sv,                                      // U+205F medium mathematical space
    "\xE3\x80\x80"sv,                                      // U+3000 ideographic space
};

constexpr bool IsAsciiSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool IsAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

std::size_t SpaceAtStart(std::string_view text) {
  if (IsAscii(text.front())) return IsAsciiSpace(text.front()) ? 1 : 0;
  for (std::string_view space : kWideSpaces)
    if (boost::algorithm::starts_with(text, space)) return space.size();
  return 0;
}

std::size_t SpaceAtEnd(std::string_view text) {
  if (IsAscii(text.back())) return IsAsciiSpace(text.back()) ? 1 : 0;
  for (std::string_view space : kWideSpaces)
    if (boost::algorithm::ends_with(text, space)) return space.size();
  return 0;
}

}  // namespace

std::string_view TrimWhiteSpace(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = SpaceAtStart(text);
    if (length == 0) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    const std::size_t length = SpaceAtEnd(text);
    if (length == 0) break;
    text.remove_suffix(length);
  }
  return text;
}

}  // namespace todo
