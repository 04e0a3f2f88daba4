#include "execute/command.hpp"

#include <array>

#include "core/error.hpp"
#include "pg/error.hpp"
#include "pg/jsonb_reader.hpp"

namespace execute {
namespace {

using pg::TextOf;

constexpr char kShape[] =
    "A command is {\"do\": \"<function>\", \"args\": {...}, \"key\": \"...\", \"as\": \"...\"}; "
    "only do "
    "is required.";

enum MemberName { kDo, kArgs, kKey, kAs, kMemberCount };
constexpr std::array<std::string_view, kMemberCount> kMemberNames = {"do", "args", "key", "as"};

struct Members {
  std::array<std::optional<JsonbValue>, kMemberCount> values;
  std::optional<std::string> unknown;
};

Members ReadMembers(Jsonb* object) {
  pg::JsonbReader reader(object);
  JsonbValue name;
  JsonbValue value;
  Members members;
  reader.Next(&value);  // the object's beginning
  while (reader.Next(&name) == WJB_KEY) {
    reader.NextWhole(&value);
    const auto known = std::ranges::find(kMemberNames, TextOf(name));
    if (known == kMemberNames.end())
      members.unknown = TextOf(name);
    else
      members.values[known - kMemberNames.begin()] = value;
  }
  return members;
}

std::optional<std::string_view> ReadName(const Command& command, const Members& members,
                                         MemberName member) {
  constexpr int kMaxCharacters = 200;
  const std::optional<JsonbValue>& value = members.values[member];
  if (!value) return std::nullopt;
  if (value->type == jbvString && value->val.string.len > 0) {
    const std::string_view text = TextOf(*value);
    const int characters = pg::Call(
        [text] { return pg_mbstrlen_with_len(text.data(), static_cast<int>(text.size())); });
    if (characters <= kMaxCharacters) return text;
  }
  command.Refuse(std::string(kMemberNames[member]) + " must be a string of 1 to " +
                 std::to_string(kMaxCharacters) + " characters");
}

Function* ReadFunction(const Command& command, const std::optional<JsonbValue>& value) {
  if (!value || value->type != jbvString)
    command.Refuse("do must be the name of a function", kShape);
  Function* const function = FindFunction(TextOf(*value));
  if (function == nullptr)
    command.Refuse("\"" + std::string(TextOf(*value)) + "\" is not a function that execute runs",
                   "It runs " + FunctionNames() + ".");
  return function;
}

Jsonb* ReadArgs(const Command& command, const std::optional<JsonbValue>& value) {
  if (!value) return nullptr;
  if (value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data))
    return pg::Call([&value] { return to_document(*value); });
  command.Refuse("args must be an object", command.function->Usage());
}

}  // namespace

std::string Command::Place() const {
  std::string place = "command " + std::to_string(index);
  if (function != nullptr) place.append(" (").append(function->name()).append(")");
  return place;
}

void Command::Refuse(const std::string& what, std::string hint) const {
  todo::errors::ThrowBadArgument(Place() + ": " + what, std::move(hint));
}

Jsonb* to_document(const JsonbValue& value) {
  JsonbValue copy = value;
  return JsonbValueToJsonb(&copy);
}

Command ReadCommand(int index, const JsonbValue& element, todo::TemporaryIds* temporary_ids) {
  Command command{index};
  if (element.type != jbvBinary || !JsonContainerIsObject(element.val.binary.data))
    command.Refuse("a command must be an object", kShape);
  // The document is never freed: names and keys look into it.
  const Members members = ReadMembers(pg::Call([&element] { return to_document(element); }));
  command.as = ReadName(command, members, kAs);
  if (command.as && !temporary_ids->Declare(*command.as, index))
    command.Refuse("the temporary id \"" + std::string(*command.as) + "\" is taken");
  if (members.unknown) command.Refuse("unknown member \"" + *members.unknown + "\"", kShape);
  command.function = ReadFunction(command, members.values[kDo]);
  command.args = ReadArgs(command, members.values[kArgs]);
  command.key = ReadName(command, members, kKey);
  if (command.as && command.function->shape() != ResultShape::kTask)
    command.Refuse("as must name one task, which this function does not return");
  return command;
}

}  // namespace execute
