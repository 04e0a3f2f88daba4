// A value of JSON that is no object or array.
#pragma once

#include <cstdint>
#include <string_view>

namespace todo {

// As a parser hands it over. `text` is set for strings alone.
struct JsonScalar {
  enum class Kind : std::uint8_t { kNull, kString, kBoolean, kOther };
  Kind kind;
  std::string_view text = {};
  bool boolean = false;
};

}  // namespace todo
