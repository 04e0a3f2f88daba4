// Values and rows as jsonb in the making: trees of JsonbValue, which JsonbValueToJsonb() turns into
// a document at the end. Nothing is written as text and parsed again.
//
// Everything here may longjmp, and allocates in the current memory context, where it leaves all
// that a tree points to.
#pragma once

#include "pg/postgres.hpp"

namespace pg {

JsonbValue jsonb_null();
JsonbValue jsonb_boolean(bool value);
// Points to the text.
JsonbValue jsonb_string(const char* text);
// Members in jsonb's own order: by the length of their keys, then by their bytes; each key once.
JsonbValue jsonb_object(JsonbPair* members, int count);
JsonbValue jsonb_array(JsonbValue* elements, int count);

// uuid, text, varchar, boolean, int4, int8, timestamptz, json, jsonb.
JsonbValue jsonb_value(Oid type, Datum value, bool is_null);
// What the document holds; it points into it.
JsonbValue jsonb_tree(Jsonb* document);

// A row's columns as an object's members, their names sorted once.
struct JsonbRowShape;
const JsonbRowShape* jsonb_row_shape(TupleDesc row);
JsonbValue jsonb_row(const JsonbRowShape* shape, TupleTableSlot* slot);

}  // namespace pg
