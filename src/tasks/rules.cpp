// The row trigger of tasks: reads the columns, lets core/task_rules decide, writes what it decided.
#include "core/task_rules.hpp"
#include "core/text.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/row_trigger.hpp"

namespace tasks {
namespace {

enum Column {
  kTitle,
  kCompleted,
  kCreatedAt,
  kUpdatedAt,
  kCompletedAt,
  kVersion,
  kUserId,  // another owner is no change of the task itself
  kColumnCount
};
constexpr pg::Column kColumns[kColumnCount] = {{"title", TEXTOID},
                                               {"completed", BOOLOID},
                                               {"created_at", TIMESTAMPTZOID},
                                               {"updated_at", TIMESTAMPTZOID},
                                               {"completed_at", TIMESTAMPTZOID},
                                               {"version", INT4OID},
                                               {"user_id", UUIDOID}};
constinit pg::KeptColumns columns(kColumns);

struct Change {
  pg::RowTrigger row;
  todo::TaskState before;  // of an update
  todo::TaskState after;
  bool others_changed;
};

std::optional<std::string_view> text_of(NullableDatum field) {
  if (field.isnull) return std::nullopt;
  const auto* const value = DatumGetTextPP(field.value);
  return std::string_view(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

std::optional<std::int64_t> time_of(NullableDatum field) {
  if (field.isnull) return std::nullopt;
  return DatumGetTimestampTz(field.value);
}

template <class FieldAt>
todo::TaskState state_of(FieldAt at) {
  todo::TaskState task;
  task.title = text_of(at(kTitle));
  if (const NullableDatum completed = at(kCompleted); !completed.isnull)
    task.completed = DatumGetBool(completed.value);
  task.created_at = time_of(at(kCreatedAt));
  task.updated_at = time_of(at(kUpdatedAt));
  task.completed_at = time_of(at(kCompletedAt));
  if (const NullableDatum version = at(kVersion); !version.isnull)
    task.version = DatumGetInt32(version.value);
  return task;
}

Change read_change(FunctionCallInfo fcinfo) {
  Change change{};
  pg::RowTrigger& row = change.row;
  row = pg::RowTrigger::begin(fcinfo, &columns);
  change.after = state_of([&row](int column) { return row.new_field(column); });
  if (row.is_update()) {
    change.before = state_of([&row](int column) { return row.old_field(column); });
    change.others_changed = row.others_changed();
  }
  return change;
}

NullableDatum time_field(const std::optional<std::int64_t>& time) {
  return time ? NullableDatum{TimestampTzGetDatum(*time), false} : NullableDatum{0, true};
}

Datum store(pg::RowTrigger row, const std::optional<std::string_view>& given_title,
            const todo::TaskState& decided) {
  if (decided.title && decided.title->size() != given_title->size())
    row.set(kTitle, {PointerGetDatum(cstring_to_text_with_len(
                         decided.title->data(), static_cast<int>(decided.title->size()))),
                     false});
  row.set(kCreatedAt, time_field(decided.created_at));
  row.set(kUpdatedAt, time_field(decided.updated_at));
  row.set(kCompletedAt, time_field(decided.completed_at));
  row.set(kVersion, decided.version ? NullableDatum{Int32GetDatum(*decided.version), false}
                                    : NullableDatum{0, true});
  return row.result();
}

Datum Rules(FunctionCallInfo fcinfo) {
  const Change change = pg::Call([fcinfo] { return read_change(fcinfo); });
  const todo::Clock clock{GetCurrentTransactionStartTimestamp(), GetCurrentTimestamp()};
  const todo::TaskState decided =
      change.row.is_update()
          ? todo::RulesForUpdate(change.before, change.after, change.others_changed, clock)
          : todo::RulesForInsert(change.after, clock);
  return pg::Call([&] { return store(change.row, change.after.title, decided); });
}

Datum is_title(FunctionCallInfo fcinfo) {
  const std::optional<std::string_view> title = text_of({PG_GETARG_DATUM(0), false});
  return BoolGetDatum(!todo::TrimWhiteSpace(*title).empty());
}

}  // namespace
}  // namespace tasks

TODO_FUNCTION(todo_task_rules, tasks::Rules);
TODO_PLAIN_FUNCTION(todo_is_title, tasks::is_title);
