// Text rules. Input is UTF-8 that PostgreSQL has proven valid.
#pragma once

#include <string_view>

namespace todo {

// Without the leading and trailing characters that have the Unicode property White_Space
// (Unicode 15, PropList.txt: 25 code points, among them tab, no-break and ideographic space).
std::string_view TrimWhiteSpace(std::string_view text) noexcept;

}  // namespace todo
