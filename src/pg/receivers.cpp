#include "pg/receivers.hpp"

#include <cstdint>
#include <cstring>

#include "core/json_writer.hpp"
#include "pg/error.hpp"
#include "pg/value.hpp"

namespace json = todo::json;

namespace pg {
namespace {

void start_nothing(DestReceiver*, int, TupleDesc) {}
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

DestReceiver* ReceiveIntoResultSet(FunctionCallInfo fcinfo) {
  return Call([fcinfo] {
    InitMaterializedSRF(fcinfo, 0);
    auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    DestReceiver* const receiver = CreateTuplestoreDestReceiver();
    SetTuplestoreDestReceiverParams(receiver, result->setResult,
                                    result->econtext->ecxt_per_query_memory, false, nullptr,
                                    nullptr);
    return receiver;
  });
}

BigintReceiver::BigintReceiver() : state_{} {
  state_.base = make_receiver(receive_slot, start_nothing);
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
  state_.base = make_receiver(receive_slot, start_nothing);
  state_.memory = CurrentMemoryContext;
  state_.type = Call([fcinfo] { return get_func_rettype(fcinfo->flinfo->fn_oid); });
}

bool CompositeReceiver::receive_slot(TupleTableSlot* slot, DestReceiver* self) {
  auto* const state = reinterpret_cast<State*>(self);
  slot_getallattrs(slot);
  const MemoryContext before = MemoryContextSwitchTo(state->memory);
  // Formed by the declared type's own descriptor: a row of the executor's carries another type.
  const TupleDesc declared = lookup_rowtype_tupdesc(state->type, -1);
  if (declared->natts != slot->tts_tupleDescriptor->natts)
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("type %s does not have the columns that this library returns",
                           format_type_be(state->type)),
                    errhint("ALTER EXTENSION todo UPDATE, or a new connection, may bring the two "
                            "together.")));
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
  reinterpret_cast<State*>(self)->columns = json_columns(row, 0);
}

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
    columns[i] = {attribute->atttypid, static_cast<int>(end - key), key};
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
      case TEXTOID:
      case VARCHAROID: {
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
    state->last_time = DatumGetTimestampTz(slot->tts_values[state->time_column - 1]);
    state->last_id = uuid_from_datum(slot->tts_values[state->id_column - 1]);
  }
  return true;
}

}  // namespace pg
