// Values on their way between C++ and Datums: a statement's parameters, a function's arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/uuid.hpp"
#include "pg/postgres.hpp"

namespace pg {

// timestamptz: microseconds since 2000-01-01 UTC.
struct Timestamp {
  std::int64_t us;
};

// A Datum that the caller has made, of the type that is named.
template <Oid Type>
struct Raw {
  Datum datum;
};

// to_datum() may allocate: it belongs inside a pg::Call.
template <class Value>
struct TypeOf;

template <>
struct TypeOf<bool> {
  static constexpr Oid kOid = BOOLOID;
  static Datum to_datum(bool value) { return BoolGetDatum(value); }
};
template <>
struct TypeOf<std::int32_t> {
  static constexpr Oid kOid = INT4OID;
  static Datum to_datum(std::int32_t value) { return Int32GetDatum(value); }
};
template <>
struct TypeOf<std::int64_t> {
  static constexpr Oid kOid = INT8OID;
  static Datum to_datum(std::int64_t value) { return Int64GetDatum(value); }
};
template <>
struct TypeOf<Timestamp> {
  static constexpr Oid kOid = TIMESTAMPTZOID;
  static Datum to_datum(Timestamp value) { return TimestampTzGetDatum(value.us); }
};
template <>
struct TypeOf<todo::Uuid> {
  static constexpr Oid kOid = UUIDOID;
  static Datum to_datum(const todo::Uuid& value) {
    auto* const copy = static_cast<pg_uuid_t*>(palloc(sizeof(pg_uuid_t)));
    memcpy(copy->data, value.bytes.data(), sizeof copy->data);
    return UUIDPGetDatum(copy);
  }
};
template <>
struct TypeOf<ItemPointerData> {
  static constexpr Oid kOid = TIDOID;
};
template <>
struct TypeOf<std::span<const todo::Uuid>> {
  static constexpr Oid kOid = UUIDARRAYOID;
  static Datum to_datum(std::span<const todo::Uuid> values);
};
template <>
struct TypeOf<std::string_view> {
  static constexpr Oid kOid = TEXTOID;
  static Datum to_datum(std::string_view value) {
    return PointerGetDatum(cstring_to_text_with_len(value.data(), static_cast<int>(value.size())));
  }
};
template <Oid Type>
struct TypeOf<Raw<Type>> {
  static constexpr Oid kOid = Type;
  static Datum to_datum(Raw<Type> value) { return value.datum; }
};
template <class Value>
struct TypeOf<std::optional<Value>> {
  static constexpr Oid kOid = TypeOf<Value>::kOid;
};

// Nothing is null. May allocate, like to_datum().
template <class Value>
NullableDatum to_parameter(const Value& value) {
  return {TypeOf<Value>::to_datum(value), false};
}
template <class Value>
NullableDatum to_parameter(const std::optional<Value>& value) {
  return value ? to_parameter(*value) : NullableDatum{0, true};
}

todo::Uuid uuid_from_datum(Datum datum);

// Between PostgreSQL's microseconds, since 2000, and those since 1970, both UTC.
inline constexpr std::int64_t kUnixToPostgresUs =
    std::int64_t{POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE} * USECS_PER_DAY;
constexpr std::int64_t to_unix_us(TimestampTz time) {
  return time + kUnixToPostgresUs;
}
constexpr TimestampTz from_unix_us(std::int64_t time) {
  return time - kUnixToPostgresUs;
}

// A function's arguments. Nothing means that the argument is null.
class Args {
 public:
  explicit Args(FunctionCallInfo fcinfo) : fcinfo_(fcinfo) {}

  std::optional<bool> Boolean(int index) const;
  std::optional<std::int32_t> Integer(int index) const;
  std::optional<std::int64_t> BigInteger(int index) const;
  std::optional<Timestamp> TimestampValue(int index) const;
  std::optional<todo::Uuid> UuidValue(int index) const;
  const Interval* IntervalValue(int index) const;
  // Lives as long as the call.
  std::optional<std::string_view> Text(int index) const;
  // Null when the argument is.
  Jsonb* JsonbValue(int index) const;
  HeapTupleHeader Row(int index) const;

 private:
  bool IsNull(int index) const { return fcinfo_->args[index].isnull; }
  Datum At(int index) const { return fcinfo_->args[index].value; }

  FunctionCallInfo fcinfo_;
};

}  // namespace pg
