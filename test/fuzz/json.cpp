// JSON from outside: what is taken is what a known reader reads, no deeper than 16, and reads the
// same once written.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/refused.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;
using todo::Json;

int Depth(const Json& value) {
  int inside = 0;
  if (!value.is_structured()) return 0;
  for (const Json& member : value) inside = std::max(inside, Depth(member));
  return inside + 1;
}

// -0.0 == 0.0, but they are written otherwise.
std::string Written(const Json& value) {
  return value.dump();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Text(data, size);
  try {
    const todo::OwnedJson parsed = todo::ParseJson(text);
    const Json& value = *parsed;
    Must(fuzz::IsUtf8(text), "UTF-8");
    Must(text.find('\0') == std::string_view::npos, "no NUL byte");
    Must(Depth(value) <= todo::kMaxJsonDepth, "16 deep at most");
    Must(Written(Json::parse(text)) == Written(value), "what a known reader reads");
    Must(Written(*todo::ParseJson(Written(value))) == Written(value), "the same once written");
    if (value.is_object())
      for (const auto& [name, member] : value.items())
        Must(todo::FindMember(value, name.c_str()) == &member ||
                 name.find('\0') != std::string::npos,
             "a member by its name");
  } catch (const todo::Refused& refused) {
    if (std::string_view(refused.what()) == "not JSON in UTF-8")
      Must(!Json::accept(text), "what a known reader does not take");
  }
  return 0;
}
