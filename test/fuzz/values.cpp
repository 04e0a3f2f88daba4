// UUIDs and times as JSON has them: what is taken is of the one form, and what is written is taken.
#include <array>
#include <cctype>
#include <regex>

#include "core/iso_time.hpp"
#include "core/json_writer.hpp"
#include "core/uuid.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;

bool Matches(std::string_view text, const std::regex& form) {
  return std::regex_match(text.begin(), text.end(), form);
}

void TryUuid(std::string_view text) {
  static const std::regex form("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  const auto uuid = todo::ParseUuid(text);
  Must(uuid.has_value() == Matches(text, form), "a UUID's form");
  if (!uuid) return;
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  Must(todo::ToString(*uuid) == lower, "the same once written");
}

void TryTime(std::string_view text) {
  static const std::regex form(
      R"(-?infinity|\d{4,6}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:\d\d)?)( BC)?)");
  Must(todo::IsIsoTime(text) == Matches(text, form), "a time's form");
}

void TryNumbers(std::string_view input) {
  std::array<char, todo::json::kTimestampMax> out;
  const auto time = static_cast<std::int64_t>(fuzz::TakeNumber(&input));
  const char* end = todo::json::WriteTimestamp(out.data(), time);
  Must(out.front() == '"' && end[-1] == '"', "a quoted time");
  Must(todo::IsIsoTime({out.data() + 1, static_cast<std::size_t>(end - out.data() - 2)}),
       "a time that is written is taken");
  todo::Uuid uuid;
  for (unsigned char& byte : uuid.bytes) byte = static_cast<unsigned char>(fuzz::TakeByte(&input));
  Must(todo::ParseUuid(todo::ToString(uuid)) == uuid, "a UUID that is written is taken");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::Text(data, size);
  TryUuid(input);
  TryTime(input);
  TryNumbers(input);
  return 0;
}
