// A jsonb argument, token by token, for C++ that may throw between two tokens.
#pragma once

#include <string_view>

#include "core/json_scalar.hpp"
#include "pg/postgres.hpp"

namespace pg {

// Of a string or a key; it points into the document.
inline std::string_view TextOf(const JsonbValue& value) {
  return {value.val.string.val, static_cast<std::size_t>(value.val.string.len)};
}

class JsonbReader {
 public:
  // `json` outlives the reader.
  explicit JsonbReader(Jsonb* json);

  bool is_object() const { return JB_ROOT_IS_OBJECT(json_); }
  bool is_array() const { return JB_ROOT_IS_ARRAY(json_) && !JB_ROOT_IS_SCALAR(json_); }
  // Of the root: its elements or members.
  std::uint32_t size() const { return JB_ROOT_COUNT(json_); }

  // The next token; `value` is set for WJB_KEY, WJB_VALUE and WJB_ELEM.
  JsonbIteratorToken Next(JsonbValue* value);
  // The next token, a container taken as one value and not entered.
  JsonbIteratorToken NextWhole(JsonbValue* value);

  // Calls set(name, value) for each member of an object whose WJB_BEGIN_OBJECT has been read.
  template <class Set>
  void ReadMembers(Set set) {
    JsonbValue name;
    JsonbValue value;
    while (Next(&name) == WJB_KEY) {
      NextWhole(&value);
      set(TextOf(name), ToScalar(value));
    }
  }

  static todo::JsonScalar ToScalar(const JsonbValue& value);

 private:
  JsonbIteratorToken NextToken(JsonbValue* value, bool skip_nested);

  Jsonb* json_;
  JsonbIterator* iterator_;
};

}  // namespace pg
