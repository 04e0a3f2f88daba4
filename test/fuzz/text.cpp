// Text rules: white space goes from both ends and from nowhere else; text that is written as JSON
// is read the same.
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/error.hpp"
#include "core/json_writer.hpp"
#include "core/task_rules.hpp"
#include "core/text.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;

// PropList.txt of Unicode 15.
bool IsWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// By characters, from the front alone: where the text begins and ends that is not white.
std::string_view Trimmed(std::string_view text) {
  std::optional<std::size_t> first;
  std::size_t last = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t at = text.size() - rest.size();
    if (IsWhiteSpace(fuzz::TakeCharacter(&rest).value())) continue;
    if (!first) first = at;
    last = text.size() - rest.size();
  }
  return first ? text.substr(*first, last - *first) : std::string_view();
}

void TryTitle(std::string_view text, std::string_view trimmed) {
  try {
    Must(todo::CheckTitle(text) == trimmed && !trimmed.empty(), "a title");
  } catch (const todo::Error& error) {
    Must(trimmed.empty() && &error.kind() == &todo::errors::kBlankTitle, "a blank title");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Text(data, size);
  const std::string_view trimmed = todo::TrimWhiteSpace(text);  // whatever it is given
  Must(trimmed.empty() || (trimmed.data() >= text.data() &&
                           trimmed.data() + trimmed.size() <= text.data() + text.size()),
       "a part of the text");
  Must(todo::TrimWhiteSpace(trimmed) == trimmed, "once is enough");
  if (!fuzz::IsUtf8(text)) return 0;
  Must(trimmed == Trimmed(text), "white space goes from both ends alone");
  TryTitle(text, trimmed);

  std::vector<char> out(todo::json::StringMax(size));
  const char* const end = todo::json::WriteString(out.data(), text);
  const std::string_view written(out.data(), static_cast<std::size_t>(end - out.data()));
  Must(todo::ParseJson(written)->get<std::string>() == text, "what is written is read");
  return 0;
}
