// JSON from outside (RFC 8259), read strictly: a member named twice, invalid UTF-8, a byte order
// mark, a NUL byte, or deeper nesting than kMaxJsonDepth is not taken.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>  // all of it in a .cpp: the server's macros would break it
#include <string>
#include <string_view>

namespace todo {

using Json = nlohmann::json;

inline constexpr int kMaxJsonDepth = 16;

// Frees without taking memory. nlohmann's destructor takes some, to flatten what it destroys; where
// there is none left, it throws out of a destructor, and that ends every session of the server.
struct FreeJson {
  void operator()(const Json* json) const noexcept;
};
using OwnedJson = std::unique_ptr<const Json, FreeJson>;

// Any JSON value, never null. Throws Refused. The caller bounds the size of `text`.
OwnedJson ParseJson(std::string_view text);

// Whether it is that text. nlohmann's own == first makes a value of the text, in a function that
// must not throw.
bool IsText(const Json& value, std::string_view text) noexcept;

// The member of an object, null when it is not there.
const Json* FindMember(const Json& object, const char* name);

// The member as text, null when it is not there. Throws Refused with `reason` when it is no string.
const std::string* FindText(const Json& object, const char* name, const char* reason);

}  // namespace todo
