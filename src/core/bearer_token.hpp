// The token of an HTTP request (RFC 6750 section 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace todo {

// `headers`: a JSON object, names in lower case, as PostgREST hands them over; empty is none. Over
// 64 KiB it cannot be read.
// Nothing where there is no "authorization". Where there is one of another scheme, or what there is
// cannot be read, an empty token, which proves nothing.
std::optional<std::string> BearerToken(std::string_view headers);

}  // namespace todo
