#include "execute/arguments.hpp"

#include <charconv>
#include <concepts>
#include <cstring>
#include <limits>

#include "core/iso_time.hpp"
#include "pg/error.hpp"
#include "pg/jsonb_reader.hpp"

extern "C" {
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
}

namespace execute {
namespace {

using pg::TextOf;
using todo::Uuid;

class ArgumentReader {
 public:
  ArgumentReader(const Command& command, const todo::TemporaryIds& temporary_ids)
      : command_(command), temporary_ids_(temporary_ids) {}

  Datum Read(const Argument& argument, const JsonbValue& value) const {
    switch (argument.type) {
      case TEXTOID:
        return ReadText(argument, value);
      case UUIDOID:
        return ReadId(argument, value);
      case INT4OID:
        return Int32GetDatum(ReadNumber<std::int32_t>(argument, value));
      case INT8OID:
        return Int64GetDatum(ReadNumber<std::int64_t>(argument, value));
      case BOOLOID:
        if (value.type != jbvBool) Refuse(argument, "true or false");
        return BoolGetDatum(value.val.boolean);
      case TIMESTAMPTZOID:
        return ReadTime(argument, value);
      default:  // jsonb takes what comes; the function looks into it
        return pg::Call([&value] { return JsonbPGetDatum(to_document(value)); });
    }
  }

 private:
  [[noreturn]] void Refuse(const Argument& argument, const std::string& wanted) const {
    command_.Refuse(std::string(argument.name) + " must be " + wanted);
  }

  Datum ReadText(const Argument& argument, const JsonbValue& value) const {
    if (value.type != jbvString) Refuse(argument, "a string");
    return ToDatum(TextOf(value));
  }

  Datum ReadId(const Argument& argument, const JsonbValue& value) const {
    if (value.type == jbvString) {
      const std::string_view text = TextOf(value);
      if (text.starts_with('$')) return ToDatum(Resolve(argument, text));
      if (const std::optional<Uuid> id = todo::ParseUuid(text)) return ToDatum(*id);
    }
    Refuse(argument, "a UUID, or \"$\" and a temporary id");
  }

  Uuid Resolve(const Argument& argument, std::string_view text) const {
    const auto refuse = [&](const std::string& why) {
      command_.Refuse(std::string(argument.name) + ": \"" + std::string(text) + "\" " + why);
    };
    const todo::TemporaryIds::Meaning* const meaning = temporary_ids_.Find(text.substr(1));
    if (meaning == nullptr || meaning->command == command_.index)
      refuse("is not a temporary id of a command before");
    if (!meaning->task)
      refuse("has no task: command " + std::to_string(meaning->command) + " failed, or found none");
    return *meaning->task;
  }

  template <std::signed_integral Number>
  Number ReadNumber(const Argument& argument, const JsonbValue& value) const {
    if (value.type == jbvNumeric) {
      const Numeric numeric = value.val.numeric;
      const char* const text = pg::Call([numeric] { return numeric_normalize(numeric); });
      const char* const end = text + std::strlen(text);
      Number number;
      const auto [stop, error] = std::from_chars(text, end, number);
      if (error == std::errc() && stop == end) return number;
    }
    using Limits = std::numeric_limits<Number>;
    Refuse(argument, "an integer between " + std::to_string(Limits::min()) + " and " +
                         std::to_string(Limits::max()));
  }

  Datum ReadTime(const Argument& argument, const JsonbValue& value) const {
    if (value.type != jbvString || !todo::IsIsoTime(TextOf(value)))
      Refuse(argument, "a time such as \"2026-11-22T08:38:00Z\"");
    const std::string_view text = TextOf(value);
    return pg::Call([text] {
      return DirectFunctionCall3(timestamptz_in,
                                 CStringGetDatum(pnstrdup(text.data(), text.size())),
                                 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
    });
  }

  template <class Value>
  static Datum ToDatum(const Value& value) {
    return pg::Call([&value] { return pg::TypeOf<Value>::to_datum(value); });
  }

  const Command& command_;
  const todo::TemporaryIds& temporary_ids_;
};

}  // namespace

Arguments ReadArguments(const Command& command, const todo::TemporaryIds& temporary_ids) {
  const ArgumentReader argument_reader(command, temporary_ids);
  const std::span<const Argument> known = command.function->arguments();
  Arguments arguments;
  arguments.fill({0, true});
  std::array<bool, Function::kMaxArguments> given{};
  if (command.args != nullptr) {
    pg::JsonbReader reader(command.args);
    JsonbValue name;
    JsonbValue value;
    reader.Next(&value);  // the object's beginning
    while (reader.Next(&name) == WJB_KEY) {
      reader.NextWhole(&value);
      const std::string_view text = TextOf(name);
      const auto argument = std::ranges::find(known, text, &Argument::name);
      if (argument == known.end())
        command.Refuse("unknown argument \"" + std::string(text) + "\"", command.function->Usage());
      const auto place = static_cast<std::size_t>(argument - known.begin());
      given[place] = true;
      if (value.type != jbvNull) arguments[place] = {argument_reader.Read(*argument, value), false};
    }
  }
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i].required && !given[i])
      command.Refuse("argument " + std::string(known[i].name) + " is missing",
                     command.function->Usage());
  return arguments;
}

}  // namespace execute
