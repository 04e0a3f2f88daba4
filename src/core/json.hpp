// JSON from outside (RFC 8259), read strictly: a member named twice, invalid UTF-8, a byte order
// mark, a NUL byte, or deeper nesting than kMaxJsonDepth is not taken.
#pragma once

#include <nlohmann/json_fwd.hpp>  // all of it in a .cpp: the server's macros would break it
#include <string>
#include <string_view>

namespace todo {

using Json = nlohmann::json;

inline constexpr int kMaxJsonDepth = 16;

// Any JSON value. Throws Refused. The caller bounds the size of `text`.
Json ParseJson(std::string_view text);

// The member of an object, null when it is not there.
const Json* FindMember(const Json& object, const char* name);

// The member as text, null when it is not there. Throws Refused with `reason` when it is no string.
const std::string* FindText(const Json& object, const char* name, const char* reason);

}  // namespace todo
