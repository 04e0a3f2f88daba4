#include "pg/jsonb_reader.hpp"

#include "pg/error.hpp"

namespace pg {

JsonbReader::JsonbReader(Jsonb* json)
    : json_(json), iterator_(Call([json] { return JsonbIteratorInit(&json->root); })) {}

JsonbIteratorToken JsonbReader::NextToken(JsonbValue* value, bool skip_nested) {
  JsonbIterator** const iterator = &iterator_;
  return Call([=] { return JsonbIteratorNext(iterator, value, skip_nested); });
}

JsonbIteratorToken JsonbReader::Next(JsonbValue* value) {
  return NextToken(value, false);
}
JsonbIteratorToken JsonbReader::NextWhole(JsonbValue* value) {
  return NextToken(value, true);
}

todo::JsonScalar JsonbReader::ToScalar(const JsonbValue& value) {
  using Kind = todo::JsonScalar::Kind;
  switch (value.type) {
    case jbvNull:
      return {Kind::kNull};
    case jbvBool:
      return {Kind::kBoolean, {}, value.val.boolean};
    case jbvString:
      return {Kind::kString, TextOf(value)};
    default:
      return {Kind::kOther};
  }
}

}  // namespace pg
