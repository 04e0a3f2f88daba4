// JSON text (RFC 8259), written into memory that the caller has made large enough.
//
// Each function returns the end of what it wrote, allocates nothing and cannot fail: that is what
// lets a receiver use them inside the executor. Sizes: see the k…Max constants and StringMax().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/uuid.hpp"

namespace todo::json {

inline constexpr std::size_t kIntegerMax = 20;    // -9223372036854775808
inline constexpr std::size_t kTimestampMax = 48;  // a year of six digits, microseconds, offset, BC
inline constexpr std::size_t kUuidMax = kUuidTextLength + 2;
inline constexpr std::size_t kBooleanMax = 5;

// The most bytes that WriteString() can need: every one as \u00XX, and the quotes.
constexpr std::size_t StringMax(std::size_t bytes) {
  return bytes * 6 + 2;
}

// Quoted and escaped as RFC 8259 section 7 asks; `text` is valid UTF-8.
char* WriteString(char* out, std::string_view text) noexcept;
char* WriteInteger(char* out, std::int64_t value) noexcept;
char* WriteBoolean(char* out, bool value) noexcept;
char* WriteNull(char* out) noexcept;
char* WriteUuidString(char* out, const Uuid& uuid) noexcept;

// `us`: microseconds since 2000-01-01 UTC. As to_json() writes a timestamptz under TimeZone UTC,
// whatever the session's own zone: "2026-11-22T08:38:00.123456+00:00", "infinity", years BC.
char* WriteTimestamp(char* out, std::int64_t us) noexcept;

// Text that is JSON already.
char* WriteRaw(char* out, std::string_view text) noexcept;

}  // namespace todo::json
