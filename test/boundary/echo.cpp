// What goes well: values into a statement and out of it by each receiver, and through pg::Call.
#include "pg/entry.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"

namespace boundary {
namespace {

using Text = std::optional<std::string_view>;

// A parameter of every type that a statement takes.
constinit pg::Statement<std::optional<bool>, std::optional<std::int32_t>, std::int64_t,
                        pg::Timestamp, std::optional<todo::Uuid>, Text, pg::Raw<VARCHAROID>>
    echo{pg::Access::kRead,
         "SELECT $1 AS flag, $2 AS small, $3 AS big, $4 AS at, $5 AS id, $6 AS words, $7 AS name"
         " FROM pg_catalog.generate_series(1, 2)"};
constinit pg::Statement<std::int64_t> two_numbers{
    pg::Access::kRead, "SELECT $1, $1 OPERATOR(pg_catalog.*) 2, NULL::bigint"};

std::uint64_t Run(FunctionCallInfo fcinfo, DestReceiver* receiver) {
  constexpr std::int64_t kBig = std::int64_t{1} << 40;
  const pg::Timestamp noon{std::int64_t{12} * 3'600'000'000};  // 2000-01-01 12:00 UTC
  const pg::Args args(fcinfo);
  const Datum name = pg::Call([] { return CStringGetTextDatum("a \"name\""); });
  return echo.Run(receiver, args.Boolean(0), args.Integer(1), kBig, noon, args.UuidValue(2),
                  args.Text(3), pg::Raw<VARCHAROID>{name});
}

Datum EchoRows(FunctionCallInfo fcinfo) {
  Run(fcinfo, pg::ReceiveIntoResultSet(fcinfo));
  return Datum{0};
}

Datum EchoRow(FunctionCallInfo fcinfo) {
  pg::CompositeReceiver result(fcinfo);
  Run(fcinfo, result.receiver());
  return result.row();
}

// The first row alone; the text tells that there is another.
Datum EchoJson(FunctionCallInfo fcinfo) {
  const StringInfo text = pg::Call([] { return makeStringInfo(); });
  pg::JsonReceiver receiver(text, 1);
  Run(fcinfo, receiver.receiver());
  const char* const more = receiver.more() ? " and more" : "";
  return pg::Call([text, more] {
    appendStringInfoString(text, more);
    return PointerGetDatum(cstring_to_text_with_len(text->data, text->len));
  });
}

// The number of rows, when nobody wants the rows.
Datum EchoNothing(FunctionCallInfo fcinfo) {
  const std::uint64_t rows = Run(fcinfo, nullptr);
  return Int64GetDatum(static_cast<std::int64_t>(rows));
}

// Three times the number, by a statement's bigint columns; a null counts as nothing.
Datum Triple(FunctionCallInfo fcinfo) {
  pg::BigintReceiver numbers;
  two_numbers.Run(numbers.receiver(), pg::Args(fcinfo).Integer(0).value());
  return Int64GetDatum(numbers[0] + numbers[1] + numbers[2]);
}

// The same by calls that return a scalar, a pointer and a structure.
Datum TripleByCalls(FunctionCallInfo fcinfo) {
  struct Pair {
    std::int64_t first;
    std::int64_t second;
  };
  const std::int32_t number = pg::Args(fcinfo).Integer(0).value();
  const std::int64_t scalar = pg::Call([number] { return std::int64_t{number}; });
  const auto* const pointer = pg::Call([number] {
    auto* const allocated = static_cast<std::int64_t*>(palloc(sizeof(std::int64_t)));
    *allocated = number;
    return allocated;
  });
  const Pair pair = pg::Call([number] { return Pair{0, number}; });
  return Int64GetDatum(scalar + *pointer + pair.first + pair.second);
}

}  // namespace
}  // namespace boundary

TODO_FUNCTION(todo_echo_rows, boundary::EchoRows);
TODO_FUNCTION(todo_echo_row, boundary::EchoRow);
TODO_FUNCTION(todo_echo_json, boundary::EchoJson);
TODO_FUNCTION(todo_echo_nothing, boundary::EchoNothing);
TODO_FUNCTION(todo_triple, boundary::Triple);
TODO_FUNCTION(todo_triple_by_calls, boundary::TripleByCalls);
