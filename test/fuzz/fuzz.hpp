// What the fuzzers share. Each is a file of its own: a parser of the pure core that is given any
// bytes, and what must hold of whatever it takes. A bound that is overstepped is the sanitizers' to
// find: the input is not copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.hpp"

namespace fuzz {

inline std::string_view Text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void Must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// The first `size` bytes, or what there is; they are taken away from the input.
inline std::string_view Take(std::string_view* input, std::size_t size) {
  const std::string_view taken = input->substr(0, size);
  input->remove_prefix(taken.size());
  return taken;
}
inline unsigned TakeByte(std::string_view* input) {
  const std::string_view taken = Take(input, 1);
  return taken.empty() ? 0 : static_cast<unsigned char>(taken.front());
}
inline std::uint64_t TakeNumber(std::string_view* input) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | TakeByte(input);
  return number;
}

// Up to the next line break, which is taken away as well.
inline std::string_view TakeLine(std::string_view* input) {
  const std::string_view line = input->substr(0, input->find('\n'));
  input->remove_prefix(line.size() < input->size() ? line.size() + 1 : line.size());
  return line;
}

// The first character (RFC 3629), taken away from the text; nothing when it is not one.
inline std::optional<char32_t> TakeCharacter(std::string_view* text) {
  const unsigned lead = TakeByte(text);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
  char32_t c = lead & (0x3Fu >> more);
  for (int i = 0; i < more; ++i) {
    const unsigned byte = TakeByte(text);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    c = c << 6 | (byte & 0x3F);
  }
  constexpr char32_t kFirstOf[] = {0, 0x80, 0x800, 0x10000};
  if (c < kFirstOf[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
  return c;
}

inline bool IsUtf8(std::string_view text) {
  while (!text.empty())
    if (!TakeCharacter(&text)) return false;
  return true;
}

}  // namespace fuzz
