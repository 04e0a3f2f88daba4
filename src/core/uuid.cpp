#include "core/uuid.hpp"

#include <algorithm>

namespace todo {
namespace {

constexpr char kHex[] = "0123456789abcdef";

constexpr bool HyphenComesBefore(int byte) {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

constexpr int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

char* WriteUuid(char* out, const Uuid& uuid) noexcept {
  for (int i = 0; i < 16; ++i) {
    if (HyphenComesBefore(i)) *out++ = '-';
    *out++ = kHex[uuid.bytes[i] >> 4];
    *out++ = kHex[uuid.bytes[i] & 15];
  }
  return out;
}

std::string ToString(const Uuid& uuid) {
  std::string text(kUuidTextLength, '\0');
  WriteUuid(text.data(), uuid);
  return text;
}

std::optional<Uuid> ParseUuid(std::string_view text) noexcept {
  if (text.size() != kUuidTextLength) return std::nullopt;
  Uuid uuid;
  const char* in = text.data();
  for (int i = 0; i < 16; ++i) {
    if (HyphenComesBefore(i) && *in++ != '-') return std::nullopt;
    const int high = HexValue(*in++);
    const int low = HexValue(*in++);
    if (high < 0 || low < 0) return std::nullopt;
    uuid.bytes[i] = static_cast<unsigned char>(high << 4 | low);
  }
  return uuid;
}

Uuid MakeUuidV7(std::uint64_t unix_ms, std::uint16_t rand_a, std::uint64_t rand_b) noexcept {
  constexpr std::uint64_t kVersion = 7;
  constexpr std::uint64_t kVariant = 2;
  const std::uint64_t high = unix_ms << 16 | kVersion << 12 | (rand_a & 0xFFF);
  const std::uint64_t low = kVariant << 62 | (rand_b & ~(std::uint64_t{3} << 62));
  Uuid uuid;
  for (int i = 0; i < 8; ++i) {
    uuid.bytes[i] = static_cast<unsigned char>(high >> (56 - 8 * i));
    uuid.bytes[8 + i] = static_cast<unsigned char>(low >> (56 - 8 * i));
  }
  return uuid;
}

Uuid UuidV7Sequence::Next(std::int64_t unix_us, std::uint64_t random) noexcept {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(unix_us, 0));
  const std::uint64_t now = (us / 1000) << 12 | (us % 1000) * 4096 / 1000;
  last_ = std::max(now, last_ + 1);
  return MakeUuidV7(last_ >> 12, static_cast<std::uint16_t>(last_ & 0xFFF), random);
}

}  // namespace todo
