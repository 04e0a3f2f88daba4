// create_task and create_tasks.
#include <algorithm>
#include <vector>

#include "core/error.hpp"
#include "core/task_patch.hpp"
#include "core/task_rules.hpp"
#include "core/text.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/jsonb_reader.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "tasks/task_columns.hpp"
#include "tasks/uuid_v7.hpp"

namespace tasks {
namespace {

using Text = std::optional<std::string_view>;
using pg::Access;
using todo::Uuid;

constinit pg::Statement<Text, Text> insert_task{
    Access::kWrite,
    "INSERT INTO todo.tasks (user_id, title, description)"
    " VALUES (todo.current_user_id(), $1, $2)"
    " RETURNING " TODO_TASK_COLUMNS};

constinit pg::Statement<Uuid, Text, Text> insert_task_with_id{
    Access::kWrite,
    "INSERT INTO todo.tasks (id, user_id, title, description)"
    " VALUES ($1, todo.current_user_id(), $2, $3)"
    " ON CONFLICT (id) DO NOTHING"
    " RETURNING " TODO_TASK_COLUMNS};

// A retry: the task is there, and it is the one that the caller asks for.
#define TODO_SAME_DESCRIPTION(theirs)                     \
  "coalesce(t.description OPERATOR(pg_catalog.=) " theirs \
  "::pg_catalog.varchar(1000)::pg_catalog.text,"          \
  " t.description IS NULL AND " theirs " IS NULL)"
constinit pg::Statement<Uuid, Text, Text> find_same_task{
    Access::kWrite,  // in a snapshot that sees what the insert met
    "SELECT " TODO_TASK_COLUMNS
    " FROM todo.tasks t"
    " WHERE id OPERATOR(pg_catalog.=) $1 AND " TODO_IS_MINE " AND " TODO_IS_ACTIVE
    " AND title OPERATOR(pg_catalog.=) $2 AND " TODO_SAME_DESCRIPTION("$3")};

Datum CreateTask(FunctionCallInfo fcinfo) {
  const Uuid user = identity::RequireUser();
  const pg::Args args(fcinfo);
  const Text title = args.Text(0);
  if (!title) todo::errors::ThrowBadArgument("title must not be null");
  const Text description = args.Text(1);
  const std::optional<Uuid> id = args.UuidValue(2);
  pg::CompositeReceiver result(fcinfo);
  if (!id) {
    insert_task.Run(result.receiver(), title, description);
    if (!result.found()) throw todo::Error(todo::errors::kNotWritten);
    return result.row();
  }
  pg::Call([&user] { journal::lock_account_and_counters(user); });
  insert_task_with_id.Run(result.receiver(), *id, title, description);
  if (!result.found())
    find_same_task.Run(result.receiver(), *id, todo::CheckTitle(*title), description);
  if (!result.found()) throw todo::Error(todo::errors::kConflict);
  return result.row();
}

// The columns of many tasks, one array each, as insert_tasks takes them.
using UuidArray = pg::Raw<UUIDARRAYOID>;
using TextArray = pg::Raw<TEXTARRAYOID>;
using BooleanArray = pg::Raw<BOOLARRAYOID>;

#define TODO_TASK_ARRAYS                                                            \
  "ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3)," \
  " pg_catalog.unnest($4)) WITH ORDINALITY AS i(id, title, description, completed, place)"

constinit pg::Statement<UuidArray, TextArray, TextArray, BooleanArray> insert_tasks{
    Access::kWrite,
    "INSERT INTO todo.tasks (id, user_id, title, description, completed)"
    " SELECT i.id, todo.current_user_id(), i.title, i.description, coalesce(i.completed, false)"
    " FROM " TODO_TASK_ARRAYS " RETURNING " TODO_TASK_COLUMNS};

constinit pg::Statement<UuidArray, TextArray, TextArray, BooleanArray> insert_new_tasks{
    Access::kWrite,
    "INSERT INTO todo.tasks (id, user_id, title, description, completed)"
    " SELECT i.id, todo.current_user_id(), i.title, i.description, coalesce(i.completed, false)"
    " FROM " TODO_TASK_ARRAYS
    // One order for all: two sessions that bring the same ids cannot deadlock.
    " ORDER BY i.id USING OPERATOR(pg_catalog.<) ON CONFLICT (id) DO NOTHING RETURNING id"};

// The user's own with that id, as a range of one in the order of ids: see select_changes in
// journal/sync.cpp; and whether it is what is wanted.
#define TODO_OF_THAT_ID                                                                        \
  "LATERAL (SELECT " TODO_TASK_COLUMNS                                                         \
  " FROM todo.tasks WHERE id OPERATOR(pg_catalog.>=) i.id AND id OPERATOR(pg_catalog.<=) i.id" \
  " AND " TODO_IS_MINE " ORDER BY id LIMIT 1) t"
#define TODO_IS_WANTED                                                                           \
  "(t." TODO_IS_ACTIVE " AND t.title OPERATOR(pg_catalog.=) i.title AND " TODO_SAME_DESCRIPTION( \
      "i.description") " AND coalesce(t.completed OPERATOR(pg_catalog.=) i.completed, true))"

// Those that were made ($5), whatever triggers have made of them, and those that were there and are
// the same.
constinit pg::Statement<UuidArray, TextArray, TextArray, BooleanArray, BooleanArray>
    find_made_or_same_tasks{Access::kWrite,
                            "SELECT t.* FROM " TODO_TASK_ARRAYS ", " TODO_OF_THAT_ID
                            " WHERE ($5)[i.place] OR " TODO_IS_WANTED " ORDER BY i.place"};

// The first that was not made, and is not there as it is wanted.
constinit pg::Statement<UuidArray, TextArray, TextArray, BooleanArray, BooleanArray>
    find_other_task{Access::kWrite,
                    "SELECT i.id FROM " TODO_TASK_ARRAYS " LEFT JOIN " TODO_OF_THAT_ID
                    " ON true WHERE NOT ($5)[i.place] AND " TODO_IS_WANTED
                    " IS NOT TRUE"
                    " ORDER BY i.place LIMIT 1"};

// "tasks[3]": how a message names one of many.
std::string PlaceOf(std::size_t index) {
  return "tasks[" + std::to_string(index) + "]";
}

std::vector<todo::NewTask> ReadTasks(Jsonb* json) {
  constexpr char kHint[] = "Pass an array of objects, such as [{\"title\": \"Buy milk\"}].";
  if (json == nullptr) todo::errors::ThrowBadArgument("tasks must not be null", kHint);
  pg::JsonbReader reader(json);
  if (!reader.is_array()) todo::errors::ThrowBadArgument("tasks must be an array", kHint);
  std::vector<todo::NewTask> tasks;
  tasks.reserve(reader.size());
  JsonbValue value;
  reader.Next(&value);  // the array's beginning
  for (JsonbIteratorToken token = reader.Next(&value); token != WJB_END_ARRAY;
       token = reader.Next(&value)) {
    pg::CheckInterrupts();
    const std::string place = PlaceOf(tasks.size());
    if (token != WJB_BEGIN_OBJECT)
      todo::errors::ThrowBadArgument(place + " must be an object", kHint);
    todo::NewTask& task = tasks.emplace_back();
    reader.ReadMembers([&](std::string_view name, const todo::JsonScalar& member) {
      task.Set(name, member, place);
    });
    task.CheckComplete(place);
  }
  return tasks;
}

void CheckIdsDiffer(const std::vector<todo::NewTask>& tasks) {
  std::vector<Uuid> ids;
  for (const todo::NewTask& task : tasks)
    if (task.id()) ids.push_back(*task.id());
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice != ids.end())
    todo::errors::ThrowBadArgument("tasks: the id \"" + ToString(*twice) + "\" is there twice");
}

// An array of one value a task. May longjmp.
template <class ValueOf>
Datum make_array(const std::vector<todo::NewTask>& tasks, ValueOf value_of) {
  using Value = typename std::invoke_result_t<ValueOf, std::size_t>::value_type;
  constexpr Oid kElement = pg::TypeOf<Value>::kOid;
  int16 length;
  bool by_value;
  char alignment;
  get_typlenbyvalalign(kElement, &length, &by_value, &alignment);
  const std::size_t count = tasks.size();
  auto* const values =
      static_cast<Datum*>(MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Datum) * count));
  auto* const nulls = static_cast<bool*>(MemoryContextAllocHuge(CurrentMemoryContext, count));
  for (std::size_t i = 0; i < count; ++i) {
    CHECK_FOR_INTERRUPTS();
    const NullableDatum element = pg::to_parameter(value_of(i));
    values[i] = element.value;
    nulls[i] = element.isnull;
  }
  int dimension = static_cast<int>(count);
  int lower_bound = 1;
  return PointerGetDatum(construct_md_array(values, nulls, 1, &dimension, &lower_bound, kElement,
                                            length, by_value, alignment));
}

struct TaskArrays {
  UuidArray ids;
  TextArray titles;
  TextArray descriptions;
  BooleanArray completed;
};

TaskArrays MakeArrays(const std::vector<todo::NewTask>& tasks, const std::vector<Uuid>& ids) {
  return pg::Call([&] {
    return TaskArrays{
        {make_array(tasks, [&](std::size_t i) { return std::optional<Uuid>(ids[i]); })},
        {make_array(tasks, [&](std::size_t i) { return tasks[i].members().title().value; })},
        {make_array(tasks, [&](std::size_t i) { return tasks[i].members().description().value; })},
        {make_array(tasks, [&](std::size_t i) { return tasks[i].members().completed().value; })}};
  });
}

// Blanks beyond the limit do not count: PostgreSQL cuts them off.
bool is_too_long(const std::optional<std::string_view>& text, int limit) {
  if (!text) return false;
  const int fits = pg_mbcharcliplen(text->data(), static_cast<int>(text->size()), limit);
  return text->find_first_not_of(' ', static_cast<std::size_t>(fits)) != std::string_view::npos;
}

using IsRefused = bool (*)(const todo::TaskPatch& task);

// What the error says of a task; null when it is of something else, such as an owner's own rule.
IsRefused refusal_of(const ErrorData* error) {
  const char* const constraint = error->constraint_name;
  if (constraint != nullptr && strcmp(constraint, todo::errors::kBlankTitle.constraint) == 0)
    return [](const todo::TaskPatch& task) {
      return todo::TrimWhiteSpace(*task.title().value).empty();
    };
  if (error->sqlerrcode != ERRCODE_STRING_DATA_RIGHT_TRUNCATION) return nullptr;
  if (strstr(error->message, "(200)") != nullptr)
    return [](const todo::TaskPatch& task) { return is_too_long(task.title().value, 200); };
  if (strstr(error->message, "(1000)") != nullptr)
    return [](const todo::TaskPatch& task) { return is_too_long(task.description().value, 1000); };
  return nullptr;
}

// The rules of the table tell what is wrong with a task, not with which of many. May longjmp.
void add_place(ErrorData* error, const std::vector<todo::NewTask>& tasks) {
  if (error == nullptr || error->detail != nullptr) return;
  const IsRefused is_refused = refusal_of(error);
  if (is_refused == nullptr) return;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    CHECK_FOR_INTERRUPTS();
    if (!is_refused(tasks[i].members())) continue;
    error->detail = psprintf("It is tasks[%zu].", i);
    return;
  }
}

template <class Insert>
void InsertEach(const std::vector<todo::NewTask>& tasks, Insert insert) {
  ErrorData* failed = nullptr;
  try {
    insert();
    return;
  } catch (const pg::Error& error) {
    failed = error.data;
  }
  pg::Call([&] { add_place(failed, tasks); });
  throw pg::Error{failed};
}

// The ids that the client chose, and new ones for the rest, in the tasks' order.
std::vector<Uuid> ChooseIds(const std::vector<todo::NewTask>& tasks) {
  std::vector<Uuid> ids;
  ids.reserve(tasks.size());
  for (const todo::NewTask& task : tasks) {
    pg::CheckInterrupts();
    ids.push_back(task.id() ? *task.id() : pg::Call([] { return next_uuid_v7(); }));
  }
  return ids;
}

void CreateTasksWithIds(const Uuid& user, const std::vector<todo::NewTask>& tasks,
                        DestReceiver* receiver) {
  CheckIdsDiffer(tasks);
  pg::Call([&user] { journal::lock_account_and_counters(user); });
  const std::vector<Uuid> ids = ChooseIds(tasks);
  const TaskArrays given = MakeArrays(tasks, ids);
  pg::ListReceiver<Uuid> made;  // in the order of ids
  InsertEach(tasks, [&] {
    insert_new_tasks.Run(made.receiver(), given.ids, given.titles, given.descriptions,
                         given.completed);
  });
  const TextArray stored_titles{pg::Call([&] {
    return make_array(tasks, [&](std::size_t i) {
      return std::optional(todo::TrimWhiteSpace(*tasks[i].members().title().value));
    });
  })};
  const BooleanArray are_made{pg::Call([&] {
    return make_array(tasks, [&](std::size_t i) {
      return std::optional<bool>(std::binary_search(made.begin(), made.end(), ids[i]));
    });
  })};
  const std::uint64_t found = find_made_or_same_tasks.Run(
      receiver, given.ids, stored_titles, given.descriptions, given.completed, are_made);
  if (found == tasks.size()) return;
  // One that was to have a new id was kept back, or what was made is gone again; else one that was
  // not made is there, and otherwise.
  bool may_be_there = false;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (std::binary_search(made.begin(), made.end(), ids[i])) continue;
    if (!tasks[i].id()) throw todo::Error(todo::errors::kNotWritten);
    may_be_there = true;
  }
  pg::ListReceiver<Uuid> other;
  if (may_be_there)
    find_other_task.Run(other.receiver(), given.ids, stored_titles, given.descriptions,
                        given.completed, are_made);
  if (other.size() == 0) throw todo::Error(todo::errors::kNotWritten);
  throw todo::Error(todo::errors::kConflict, "The id is \"" + ToString(*other.begin()) + "\".");
}

Datum CreateTasks(FunctionCallInfo fcinfo) {
  const Uuid user = identity::RequireUser();
  const pg::Args args(fcinfo);
  const std::vector<todo::NewTask> tasks = ReadTasks(args.JsonbValue(0));
  DestReceiver* const receiver = pg::ReceiveIntoResultSet(fcinfo);
  if (tasks.empty()) return Datum{0};
  if (std::ranges::any_of(tasks, [](const todo::NewTask& task) { return task.id().has_value(); })) {
    CreateTasksWithIds(user, tasks, receiver);
    return Datum{0};
  }
  const TaskArrays columns = MakeArrays(tasks, ChooseIds(tasks));
  std::uint64_t made = 0;
  InsertEach(tasks, [&] {
    made = insert_tasks.Run(receiver, columns.ids, columns.titles, columns.descriptions,
                            columns.completed);
  });
  if (made != tasks.size()) throw todo::Error(todo::errors::kNotWritten);
  return Datum{0};
}

}  // namespace
}  // namespace tasks

TODO_FUNCTION(todo_create_task, tasks::CreateTask);
TODO_FUNCTION(todo_create_tasks, tasks::CreateTasks);
