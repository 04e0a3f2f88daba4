#include "pg/jsonb_values.hpp"

#include <algorithm>
#include <string_view>

#include "core/json_writer.hpp"
#include "pg/value.hpp"

extern "C" {
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
}

namespace json = todo::json;

namespace pg {
namespace {

JsonbValue string_of(std::string_view text) {
  JsonbValue value;
  value.type = jbvString;
  value.val.string.val = const_cast<char*>(text.data());
  value.val.string.len = static_cast<int>(text.size());
  return value;
}

JsonbValue number_of(std::int64_t number) {
  JsonbValue value;
  value.type = jbvNumeric;
  value.val.numeric = int64_to_numeric(number);
  return value;
}

// What a writer of core/json_writer writes, without its quotes.
template <class Write>
JsonbValue written(std::size_t max_size, Write write) {
  auto* const quoted = static_cast<char*>(palloc(max_size));
  const char* const end = write(quoted);
  return string_of({quoted + 1, static_cast<std::size_t>(end - quoted) - 2});
}

JsonbValue copied(Datum value) {
  text* const string = DatumGetTextPP(value);
  const std::size_t size = VARSIZE_ANY_EXHDR(string);
  return string_of({pnstrdup(VARDATA_ANY(string), size), size});
}

}  // namespace

// In jsonb's order.
struct JsonbRowShape {
  int count;
  struct Member {
    JsonbValue key;
    Oid type;
    int column;  // from 0
  } members[FLEXIBLE_ARRAY_MEMBER];
};

JsonbValue jsonb_null() {
  JsonbValue value;
  value.type = jbvNull;
  return value;
}

JsonbValue jsonb_boolean(bool boolean) {
  JsonbValue value;
  value.type = jbvBool;
  value.val.boolean = boolean;
  return value;
}

JsonbValue jsonb_string(const char* text) {
  return string_of(text);
}

JsonbValue jsonb_object(JsonbPair* members, int count) {
  JsonbValue value;
  value.type = jbvObject;
  value.val.object.nPairs = count;
  value.val.object.pairs = members;
  return value;
}

JsonbValue jsonb_array(JsonbValue* elements, int count) {
  JsonbValue value;
  value.type = jbvArray;
  value.val.array.nElems = count;
  value.val.array.elems = elements;
  value.val.array.rawScalar = false;
  return value;
}

JsonbValue jsonb_value(Oid type, Datum value, bool is_null) {
  if (is_null) return jsonb_null();
  switch (type) {
    case UUIDOID:
      return written(json::kUuidMax, [value](char* out) {
        return json::WriteUuidString(out, uuid_from_datum(value));
      });
    case TIMESTAMPTZOID:
      return written(json::kTimestampMax, [value](char* out) {
        return json::WriteTimestamp(out, DatumGetTimestampTz(value));
      });
    case BOOLOID:
      return jsonb_boolean(DatumGetBool(value));
    case INT4OID:
      return number_of(DatumGetInt32(value));
    case INT8OID:
      return number_of(DatumGetInt64(value));
    case TEXTOID:
    case VARCHAROID:
      return copied(value);
    case JSONOID:
      return jsonb_tree(DatumGetJsonbP(
          DirectFunctionCall1(jsonb_in, CStringGetDatum(TextDatumGetCString(value)))));
    case JSONBOID:
      return jsonb_tree(DatumGetJsonbPCopy(value));
    default:
      elog(ERROR, "no jsonb form for type %u", type);
  }
}

JsonbValue jsonb_tree(Jsonb* document) {
  JsonbParseState* state = nullptr;
  JsonbValue* tree = nullptr;
  JsonbIterator* iterator = JsonbIteratorInit(&document->root);
  JsonbValue value;
  for (;;) {
    const JsonbIteratorToken token = JsonbIteratorNext(&iterator, &value, false);
    if (token == WJB_DONE) break;
    // A scalar stands in an array of its own.
    const bool has_value =
        token < WJB_BEGIN_ARRAY || (token == WJB_BEGIN_ARRAY && value.val.array.rawScalar);
    tree = pushJsonbValue(&state, token, has_value ? &value : nullptr);
  }
  return tree->type == jbvArray && tree->val.array.rawScalar ? tree->val.array.elems[0] : *tree;
}

const JsonbRowShape* jsonb_row_shape(TupleDesc row) {
  auto* const shape = static_cast<JsonbRowShape*>(
      palloc(offsetof(JsonbRowShape, members) + sizeof(JsonbRowShape::Member) * row->natts));
  shape->count = row->natts;
  for (int i = 0; i < row->natts; ++i) {
    const Form_pg_attribute column = TupleDescAttr(row, i);
    shape->members[i] = {jsonb_string(pstrdup(NameStr(column->attname))), column->atttypid, i};
  }
  std::sort(shape->members, shape->members + shape->count,
            [](const JsonbRowShape::Member& a, const JsonbRowShape::Member& b) {
              const auto& left = a.key.val.string;
              const auto& right = b.key.val.string;
              return left.len != right.len ? left.len < right.len
                                           : memcmp(left.val, right.val, left.len) < 0;
            });
  return shape;
}

JsonbValue jsonb_row(const JsonbRowShape* shape, TupleTableSlot* slot) {
  auto* const members = static_cast<JsonbPair*>(palloc(sizeof(JsonbPair) * shape->count));
  for (int i = 0; i < shape->count; ++i) {
    const JsonbRowShape::Member& member = shape->members[i];
    members[i].key = member.key;
    members[i].value =
        jsonb_value(member.type, slot->tts_values[member.column], slot->tts_isnull[member.column]);
    members[i].order = static_cast<uint32>(i);
  }
  return jsonb_object(members, shape->count);
}

}  // namespace pg
