#include "pg/value.hpp"

#include <cstring>

#include "pg/error.hpp"

namespace pg {

todo::Uuid uuid_from_datum(Datum datum) {
  todo::Uuid uuid;
  std::memcpy(uuid.bytes.data(), DatumGetUUIDP(datum)->data, uuid.bytes.size());
  return uuid;
}

Datum TypeOf<std::span<const todo::Uuid>>::to_datum(std::span<const todo::Uuid> values) {
  Datum* const elements = static_cast<Datum*>(palloc(sizeof(Datum) * values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    elements[i] = TypeOf<todo::Uuid>::to_datum(values[i]);
  return PointerGetDatum(construct_array(elements, static_cast<int>(values.size()), UUIDOID,
                                         UUID_LEN, false, TYPALIGN_CHAR));
}

std::optional<bool> Args::Boolean(int index) const {
  if (IsNull(index)) return std::nullopt;
  return DatumGetBool(At(index));
}

std::optional<std::int32_t> Args::Integer(int index) const {
  if (IsNull(index)) return std::nullopt;
  return DatumGetInt32(At(index));
}

std::optional<std::int64_t> Args::BigInteger(int index) const {
  if (IsNull(index)) return std::nullopt;
  return DatumGetInt64(At(index));
}

std::optional<Timestamp> Args::TimestampValue(int index) const {
  if (IsNull(index)) return std::nullopt;
  return Timestamp{DatumGetTimestampTz(At(index))};
}

std::optional<todo::Uuid> Args::UuidValue(int index) const {
  if (IsNull(index)) return std::nullopt;
  return uuid_from_datum(At(index));
}

const Interval* Args::IntervalValue(int index) const {
  return IsNull(index) ? nullptr : DatumGetIntervalP(At(index));
}

std::optional<std::string_view> Args::Text(int index) const {
  if (IsNull(index)) return std::nullopt;
  const Datum datum = At(index);
  const auto* const value = Call([datum] { return DatumGetTextPP(datum); });
  return std::string_view(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

Jsonb* Args::JsonbValue(int index) const {
  if (IsNull(index)) return nullptr;
  const Datum datum = At(index);
  return Call([datum] { return DatumGetJsonbP(datum); });
}

HeapTupleHeader Args::Row(int index) const {
  if (IsNull(index)) return nullptr;
  const Datum datum = At(index);
  return Call([datum] { return DatumGetHeapTupleHeader(datum); });
}

}  // namespace pg
