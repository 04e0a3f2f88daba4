#include "pg/receivers.hpp"

#include <algorithm>
#include <cstdint>

#include "core/json_writer.hpp"
#include "pg/error.hpp"

extern "C" {
#include "parser/parse_coerce.h"
}

namespace json = todo::json;

namespace pg {
namespace {

void stop_nothing(DestReceiver*) {}

}  // namespace

DestReceiver make_receiver(bool (*receive)(TupleTableSlot*, DestReceiver*),
                           void (*start)(DestReceiver*, int, TupleDesc)) {
  DestReceiver base{};
  base.receiveSlot = receive;
  base.rStartup = start;
  base.rShutdown = stop_nothing;
  base.rDestroy = stop_nothing;
  base.mydest = DestNone;
  return base;
}

void check_column(TupleDesc row, int column, Oid type) {
  const Form_pg_attribute attribute = TupleDescAttr(row, column);
  if (!IsBinaryCoercible(attribute->atttypid, type))
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("column \"%s\" is not of type %s", NameStr(attribute->attname),
                           format_type_be(type))));
}

void check_value(TupleDesc row, const TupleTableSlot* slot, int column) {
  if (slot->tts_isnull[column])
    ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
                    errmsg("a row has no value in column \"%s\"",
                           NameStr(TupleDescAttr(row, column)->attname))));
}

namespace {

// A composite's columns are read by the type that the function declares.
void check_columns(TupleDesc row, TupleDesc declared) {
  if (declared->natts != row->natts)
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("type %s does not have the columns that this library returns",
                           format_type_be(declared->tdtypeid)),
                    errhint("ALTER EXTENSION todo UPDATE, or a new connection, may bring the two "
                            "together.")));
  for (int i = 0; i < row->natts; ++i) check_column(row, i, TupleDescAttr(declared, i)->atttypid);
}

struct ResultSetReceiver {
  DestReceiver base;
  const ReturnSetInfo* result;

  static void start(DestReceiver* self, int, TupleDesc row) {
    check_columns(row, reinterpret_cast<ResultSetReceiver*>(self)->result->setDesc);
  }
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self) {
    tuplestore_puttupleslot(reinterpret_cast<ResultSetReceiver*>(self)->result->setResult, slot);
    return true;
  }
};

}  // namespace

DestReceiver* ReceiveIntoResultSet(FunctionCallInfo fcinfo) {
  return Call([fcinfo] {
    InitMaterializedSRF(fcinfo, 0);
    auto* const receiver = static_cast<ResultSetReceiver*>(palloc(sizeof(ResultSetReceiver)));
    *receiver = {make_receiver(ResultSetReceiver::receive_slot, ResultSetReceiver::start),
                 reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo)};
    return &receiver->base;
  });
}

BigintReceiver::BigintReceiver() : state_{} {
  state_.base = make_receiver(receive_slot, start);
}

void BigintReceiver::start(DestReceiver*, int, TupleDesc row) {
  for (int i = 0; i < Min(row->natts, kMaxColumns); ++i) {
    const Oid type = TupleDescAttr(row, i)->atttypid;
    if (type != BOOLOID && type != TIMESTAMPTZOID) check_column(row, i, INT8OID);
  }
}

bool BigintReceiver::receive_slot(TupleTableSlot* slot, DestReceiver* self) {
  auto* const state = reinterpret_cast<State*>(self);
  slot_getallattrs(slot);
  const int count = Min(slot->tts_tupleDescriptor->natts, kMaxColumns);
  for (int i = 0; i < count; ++i)
    state->values[i] = slot->tts_isnull[i] ? 0 : DatumGetInt64(slot->tts_values[i]);
  return true;
}

CompositeReceiver::CompositeReceiver(FunctionCallInfo fcinfo) : state_{} {
  state_.base = make_receiver(receive_slot, start);
  state_.memory = CurrentMemoryContext;
  state_.type = Call([fcinfo] { return get_func_rettype(fcinfo->flinfo->fn_oid); });
}

void CompositeReceiver::start(DestReceiver* self, int, TupleDesc row) {
  reinterpret_cast<State*>(self)->columns = row;
}

bool CompositeReceiver::receive_slot(TupleTableSlot* slot, DestReceiver* self) {
  auto* const state = reinterpret_cast<State*>(self);
  slot_getallattrs(slot);
  const MemoryContext before = MemoryContextSwitchTo(state->memory);
  // Formed by the declared type's own descriptor: a row of the executor's carries another type.
  const TupleDesc declared = lookup_rowtype_tupdesc(state->type, -1);
  check_columns(state->columns, declared);
  const HeapTuple row = heap_form_tuple(declared, slot->tts_values, slot->tts_isnull);
  state->row = HeapTupleGetDatum(row);
  ReleaseTupleDesc(declared);
  MemoryContextSwitchTo(before);
  state->found = true;
  return true;
}

// A column's key, ready to be copied before each value: `"title":`.
struct JsonColumn {
  Oid type;
  int key_length;
  char* key;
};

JsonReceiver::JsonReceiver(StringInfo text, std::int64_t max_rows) : state_{} {
  state_.base = make_receiver(receive_slot, start);
  state_.text = text;
  state_.max_rows = max_rows;
}

void JsonReceiver::KeepKey(int time_column, int id_column) {
  state_.time_column = time_column;
  state_.id_column = id_column;
}

void JsonReceiver::start(DestReceiver* self, int, TupleDesc row) {
  auto* const state = reinterpret_cast<State*>(self);
  state->row = row;
  state->columns = json_columns(row, 0);
  if (state->time_column == 0) return;
  check_column(row, state->time_column - 1, TIMESTAMPTZOID);
  check_column(row, state->id_column - 1, UUIDOID);
}

namespace {

// The type, of those that have a form below, as whose values the column's are stored.
Oid json_type(const FormData_pg_attribute& column) {
  static constexpr Oid kTypes[] = {TEXTOID, UUIDOID, BOOLOID, INT4OID, INT8OID, TIMESTAMPTZOID};
  if (column.atttypid == VARCHAROID) return TEXTOID;
  if (std::ranges::find(kTypes, column.atttypid) != std::end(kTypes)) return column.atttypid;
  for (const Oid type : kTypes)
    if (IsBinaryCoercible(column.atttypid, type)) return type;
  ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                  errmsg("column \"%s\" is of type %s, which has no JSON form here",
                         NameStr(column.attname), format_type_be(column.atttypid))));
  pg_unreachable();
}

}  // namespace

const JsonColumn* json_columns(TupleDesc row, int first) {
  auto* const columns = static_cast<JsonColumn*>(palloc(sizeof(JsonColumn) * row->natts));
  for (int i = first; i < row->natts; ++i) {
    const Form_pg_attribute attribute = TupleDescAttr(row, i);
    const std::string_view name(NameStr(attribute->attname));
    char* const key = static_cast<char*>(palloc(json::StringMax(name.size()) + 2));
    char* end = key;
    if (i > first) *end++ = ',';
    end = json::WriteString(end, name);
    *end++ = ':';
    columns[i] = {json_type(*attribute), static_cast<int>(end - key), key};
  }
  return columns;
}

namespace {

// Room for `size` more bytes; where they begin.
char* make_room(StringInfo text, std::size_t size) {
  if (size > MaxAllocSize) elog(ERROR, "a value is too long for JSON");
  enlargeStringInfo(text, static_cast<int>(size));
  return text->data + text->len;
}

void append_value(StringInfo out_text, const JsonColumn& column, Datum value, bool is_null) {
  const auto key_size = static_cast<std::size_t>(column.key_length);
  char* out;
  if (is_null) {
    out = make_room(out_text, key_size + 4);
    out = json::WriteNull(json::WriteRaw(out, {column.key, key_size}));
  } else {
    switch (column.type) {
      case UUIDOID:
        out = make_room(out_text, key_size + json::kUuidMax);
        out = json::WriteUuidString(json::WriteRaw(out, {column.key, key_size}),
                                    uuid_from_datum(value));
        break;
      case BOOLOID:
        out = make_room(out_text, key_size + json::kBooleanMax);
        out = json::WriteBoolean(json::WriteRaw(out, {column.key, key_size}), DatumGetBool(value));
        break;
      case INT4OID:
      case INT8OID:
        out = make_room(out_text, key_size + json::kIntegerMax);
        out = json::WriteInteger(
            json::WriteRaw(out, {column.key, key_size}),
            column.type == INT4OID ? DatumGetInt32(value) : DatumGetInt64(value));
        break;
      case TIMESTAMPTZOID:
        out = make_room(out_text, key_size + json::kTimestampMax);
        out = json::WriteTimestamp(json::WriteRaw(out, {column.key, key_size}),
                                   DatumGetTimestampTz(value));
        break;
      case TEXTOID: {
        text* const string = DatumGetTextPP(value);
        const std::size_t size = VARSIZE_ANY_EXHDR(string);
        out = make_room(out_text, key_size + json::StringMax(size));
        out = json::WriteString(json::WriteRaw(out, {column.key, key_size}),
                                {VARDATA_ANY(string), size});
        break;
      }
      default:
        elog(ERROR, "no JSON form for type %u", column.type);
    }
  }
  out_text->len = static_cast<int>(out - out_text->data);
}

}  // namespace

void append_json_object(StringInfo text, TupleTableSlot* slot, const JsonColumn* columns,
                        int first) {
  appendStringInfoChar(text, '{');
  for (int i = first; i < slot->tts_tupleDescriptor->natts; ++i)
    append_value(text, columns[i], slot->tts_values[i], slot->tts_isnull[i]);
  appendStringInfoChar(text, '}');
}

bool JsonReceiver::receive_slot(TupleTableSlot* slot, DestReceiver* self) {
  auto* const state = reinterpret_cast<State*>(self);
  if (state->rows == state->max_rows) {
    state->more = true;
    return false;
  }
  slot_getallattrs(slot);
  if (state->rows > 0) appendStringInfoChar(state->text, ',');
  append_json_object(state->text, slot, state->columns, 0);
  ++state->rows;
  if (state->time_column > 0) {
    check_value(state->row, slot, state->time_column - 1);
    check_value(state->row, slot, state->id_column - 1);
    state->last_time = DatumGetTimestampTz(slot->tts_values[state->time_column - 1]);
    state->last_id = uuid_from_datum(slot->tts_values[state->id_column - 1]);
  }
  return true;
}

}  // namespace pg
