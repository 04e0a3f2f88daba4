// base64url without padding (RFC 4648 section 5), in its canonical form alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace todo {

std::string EncodeBase64Url(std::span<const unsigned char> bytes);

// Nothing for text with padding, with a character outside the alphabet, of an impossible length,
// or with unused bits that are not zero: each byte string has exactly one text.
std::optional<std::vector<unsigned char>> DecodeBase64Url(std::string_view text);

}  // namespace todo
