// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <array>
#include <string_view>

namespace todo {

using Sha256 = std::array<unsigned char, 32>;

// Throws std::bad_alloc: OpenSSL fails for nothing else, whatever it calls it.
Sha256 Sha256Of(std::string_view bytes);

}  // namespace todo
