// UUIDs: text form, and version 7 of RFC 9562.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace todo {

// 16 bytes in network order, as PostgreSQL's pg_uuid_t and RFC 9562 section 4 lay them out.
struct Uuid {
  std::array<unsigned char, 16> bytes;
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

inline constexpr int kUuidTextLength = 36;

// Writes 36 characters, 8-4-4-4-12 in lower case (RFC 9562 section 4). Returns the end.
char* WriteUuid(char* out, const Uuid& uuid) noexcept;
std::string ToString(const Uuid& uuid);

// The 36-character form with digits in either case; nothing else is accepted.
std::optional<Uuid> ParseUuid(std::string_view text) noexcept;

// RFC 9562 section 5.7: a 48-bit Unix time in milliseconds, 12 bits and then 62 bits.
Uuid MakeUuidV7(std::uint64_t unix_ms, std::uint16_t rand_a, std::uint64_t rand_b) noexcept;

// Time-ordered identifiers, each greater than the one before (RFC 9562 section 6.2, method 3: the
// 12 bits after the milliseconds carry the microseconds, and step on when the clock does not).
class UuidV7Sequence {
 public:
  // `unix_us`: the time in microseconds since 1970-01-01; negative counts as 0. `random`: 62 bits
  // of it are used, and must be unpredictable.
  Uuid Next(std::int64_t unix_us, std::uint64_t random) noexcept;

 private:
  std::uint64_t last_ = 0;  // milliseconds << 12 | fraction
};

}  // namespace todo
