// execute: many commands in one round trip, each by the function that does it for any client.
//
// Every result has one shape: {"ok": true, "result": …}, or, where commands are to fail each by
// itself, {"ok": false, "error": {…}}. It is written as text, straight from the executor's rows,
// and becomes jsonb once at the end.
#include <limits>

#include "core/error.hpp"
#include "execute/arguments.hpp"
#include "execute/command.hpp"
#include "execute/keys.hpp"
#include "execute/subtransaction.hpp"
#include "identity/identity.hpp"
#include "pg/entry.hpp"
#include "pg/jsonb_reader.hpp"
#include "pg/receivers.hpp"
#include "tasks/task_columns.hpp"

extern "C" {
#include "utils/fmgrprotos.h"
#include "utils/json.h"
}

namespace execute {
namespace {

using todo::Uuid;

// Errors that PostgreSQL raises while it lives get the line "command 3 (toggle_task)" of context;
// our own name the command in their message.
class CommandContext {
 public:
  explicit CommandContext(const Command& command)
      : index_(command.index),
        function_(command.function->name()),
        callback_{error_context_stack, add_line, this} {
    error_context_stack = &callback_;
  }
  ~CommandContext() { error_context_stack = callback_.previous; }
  CommandContext(const CommandContext&) = delete;
  CommandContext& operator=(const CommandContext&) = delete;

 private:
  static void add_line(void* self) {
    const auto* const context = static_cast<const CommandContext*>(self);
    errcontext("command %d (%s)", context->index_, context->function_);
  }
  int index_;
  const char* function_;
  ErrorContextCallback callback_;
};

// Tasks as JSON objects, appended to the results, and the id of the last one. It serves every
// command of a call.
class TaskWriter {
 public:
  explicit TaskWriter(StringInfo text) : state_{} {
    state_.base = pg::make_receiver(receive_slot, [](DestReceiver*, int, TupleDesc) {});
    state_.text = text;
    state_.memory = CurrentMemoryContext;
  }
  // For rows of the columns of todo.task. Forgets the task before.
  DestReceiver* receiver() {
    state_.found = false;
    return &state_.base;
  }
  std::optional<Uuid> task() const {
    return state_.found ? std::optional(state_.id) : std::nullopt;
  }
  // A todo.task. May longjmp.
  void put(Datum task) {
    const HeapTupleHeader row = DatumGetHeapTupleHeader(task);
    if (state_.task == nullptr) prepare(&state_, row);
    HeapTupleData tuple{};
    tuple.t_len = HeapTupleHeaderGetDatumLength(row);
    tuple.t_data = row;
    TupleTableSlot* const slot = state_.task;
    heap_deform_tuple(&tuple, slot->tts_tupleDescriptor, slot->tts_values, slot->tts_isnull);
    write(&state_, slot, state_.columns);
  }

 private:
  struct State {
    DestReceiver base;
    StringInfo text;
    MemoryContext memory;
    TupleTableSlot* task;  // made for the first one
    const pg::JsonColumn* columns;
    bool found;
    Uuid id;
  };

  static void prepare(State* state, HeapTupleHeader row) {
    const MemoryContext before = MemoryContextSwitchTo(state->memory);
    const TupleDesc type =
        lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
    state->columns = pg::json_columns(type, 0);
    state->task = MakeSingleTupleTableSlot(type, &TTSOpsVirtual);  // last: it says that all is made
    MemoryContextSwitchTo(before);
  }

  static void write(State* state, TupleTableSlot* slot, const pg::JsonColumn* columns) {
    pg::append_json_object(state->text, slot, columns, 0);
    state->id = pg::uuid_from_datum(slot->tts_values[tasks::kId - 1]);
    state->found = true;
  }

  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self) {
    slot_getallattrs(slot);
    write(reinterpret_cast<State*>(self), slot, pg::json_columns(slot->tts_tupleDescriptor, 0));
    return true;
  }

  State state_;
};

// What a command reports that failed by itself. The texts live as long as the error.
struct Failure {
  const char* sqlstate;
  const char* message;
  const char* detail;
  const char* hint;
  const char* constraint;
};

void append_member(StringInfo text, const char* key, const char* value) {
  appendStringInfoString(text, key);
  if (value == nullptr || *value == '\0')
    appendStringInfoString(text, "null");
  else
    escape_json(text, value);
}

void append_failure(StringInfo text, const Failure& failure) {
  append_member(text, "{\"ok\":false,\"error\":{\"sqlstate\":", failure.sqlstate);
  append_member(text, ",\"message\":", failure.message);
  append_member(text, ",\"detail\":", failure.detail);
  append_member(text, ",\"hint\":", failure.hint);
  append_member(text, ",\"constraint\":", failure.constraint);
  appendStringInfoString(text, "}}");
}

// A cancel, a shutdown, a server without memory or disk: not the command's own failure.
bool ends_the_call(const ErrorData* error) {
  if (error == nullptr) return true;
  const int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
  return category == ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION) ||
         category == ERRCODE_TO_CATEGORY(ERRCODE_INSUFFICIENT_RESOURCES);
}

Uuid id_of(Jsonb* task, bool* found) {
  JsonbValue id;
  *found =
      JB_ROOT_IS_OBJECT(task) && getKeyJsonValueFromContainer(&task->root, "id", 2, &id) != nullptr;
  if (!*found) return {};
  const Datum text = PointerGetDatum(pnstrdup(id.val.string.val, id.val.string.len));
  return pg::uuid_from_datum(DirectFunctionCall1(uuid_in, text));
}

class Execution {
 public:
  Execution(const Uuid& user, StringInfo results)
      : user_(user), results_(results), task_writer_(results) {}

  void Run(int index, const JsonbValue& element) {
    const Command command = ReadCommand(index, element, &temporary_ids_);
    const CommandContext context(command);
    const Arguments arguments = ReadArguments(command, temporary_ids_);
    Append("{\"ok\":true,\"result\":");
    const std::optional<Uuid> task =
        command.key ? RunOnce(command, arguments) : RunFunction(*command.function, arguments);
    Append("}");
    if (command.as && task) temporary_ids_.Set(*command.as, *task);
  }

  void RunByItself(int index, const JsonbValue& element) {
    const int start = results_->len;
    std::optional<todo::Error> ours;
    ErrorData* theirs = nullptr;
    try {
      InSubtransaction([&] { Run(index, element); });
      return;
    } catch (const pg::Error& error) {
      if (ends_the_call(error.data)) throw;
      theirs = error.data;
    } catch (const todo::Error& error) {
      ours = error;
    }
    const Failure failure =
        ours ? Failure{ours->kind().sqlstate, ours->what(), ours->detail().c_str(), ours->hint(),
                       ours->kind().constraint}
             : Failure{unpack_sql_state(theirs->sqlerrcode), theirs->message, theirs->detail,
                       theirs->hint, theirs->constraint_name};
    pg::Call([this, start, &failure] {
      results_->len = start;
      append_failure(results_, failure);
    });
  }

 private:
  void Append(const char* text) {
    pg::Call([this, text] { appendStringInfoString(results_, text); });
  }

  // Appends the result. The task that it is, where it is one. What the function leaves behind in
  // memory goes with it.
  std::optional<Uuid> RunFunction(Function& function, const Arguments& arguments) {
    pg::Call([&] {
      const MemoryContext memory =
          AllocSetContextCreate(CurrentMemoryContext, "todo command", ALLOCSET_DEFAULT_SIZES);
      const MemoryContext before = MemoryContextSwitchTo(memory);
      append_result(function, arguments.data());
      MemoryContextSwitchTo(before);
      MemoryContextDelete(memory);
    });
    return function.shape() == ResultShape::kTask ? task_writer_.task() : std::nullopt;
  }

  void append_result(Function& function, const pg::Parameter* arguments) {
    switch (function.shape()) {
      case ResultShape::kTask: {
        const pg::FunctionResult result = function.call(arguments, task_writer_.receiver());
        if (!result.is_null) task_writer_.put(result.value);
        if (!task_writer_.task()) appendStringInfoString(results_, "null");
        break;
      }
      case ResultShape::kRows: {
        pg::JsonReceiver rows(results_, std::numeric_limits<std::int64_t>::max());
        appendStringInfoChar(results_, '[');
        function.call(arguments, rows.receiver());
        appendStringInfoChar(results_, ']');
        break;
      }
      case ResultShape::kValue: {
        const pg::FunctionResult result = function.call(arguments, None_Receiver);
        pg::append_json_value(results_, result.type, result.value, result.is_null);
        break;
      }
    }
  }

  // The same, unless the key says that it has been done.
  std::optional<Uuid> RunOnce(const Command& command, const Arguments& arguments) {
    const KeyUse use =
        pg::Call([&] { return make_key_use(user_, *command.key, *command.function, arguments); });
    const KeyRecord record = pg::Call([&use] { return look_up(use); });
    if (record.state == KeyState::kUsed) return Repeat(record.result);
    if (record.state == KeyState::kUsedOtherwise)
      throw todo::Error(todo::errors::kKeyReused, "The key of " + command.Place() + " is \"" +
                                                      std::string(*command.key) + "\".");
    const int start = results_->len;
    const std::optional<Uuid> task = RunFunction(*command.function, arguments);
    if (record.state == KeyState::kFree)
      pg::Call([this, &use, start] { remember(use, results_->data + start); });
    return task;
  }

  std::optional<Uuid> Repeat(Jsonb* result) {
    bool is_task = false;
    const Uuid task = pg::Call([this, result, &is_task] {
      JsonbToCString(results_, &result->root, VARSIZE(result));
      return id_of(result, &is_task);
    });
    return is_task ? std::optional(task) : std::nullopt;
  }

  Uuid user_;
  StringInfo results_;
  TaskWriter task_writer_;
  todo::TemporaryIds temporary_ids_;
};

// A jsonb that is an array and not too long.
Jsonb* CheckCommands(Jsonb* commands) {
  constexpr std::uint32_t kMaxCommands = 100;
  constexpr char kHint[] =
      "Pass an array of commands, such as [{\"do\": \"create_task\", \"args\": {\"title\": \"Buy "
      "milk\"}}].";
  if (commands == nullptr) todo::errors::ThrowBadArgument("commands must not be null", kHint);
  const pg::JsonbReader reader(commands);
  if (!reader.is_array()) todo::errors::ThrowBadArgument("commands must be an array", kHint);
  if (reader.size() > kMaxCommands)
    todo::errors::ThrowBadArgument("commands must be at most " + std::to_string(kMaxCommands) +
                                   ", not " + std::to_string(reader.size()));
  return commands;
}

// Appends the results, an array, for who is signed in.
void RunAll(Jsonb* commands, bool atomic, StringInfo results) {
  Execution execution(identity::RequireUser(), results);
  pg::JsonbReader reader(CheckCommands(commands));
  JsonbValue element;
  reader.Next(&element);  // the array's beginning
  pg::Call([results] { appendStringInfoChar(results, '['); });
  for (int index = 0; reader.NextWhole(&element) == WJB_ELEM; ++index) {
    pg::CheckInterrupts();
    if (index > 0) pg::Call([results] { appendStringInfoChar(results, ','); });
    if (atomic)
      execution.Run(index, element);
    else
      execution.RunByItself(index, element);
  }
  pg::Call([results] { appendStringInfoChar(results, ']'); });
}

Datum Execute(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  const StringInfo results = pg::Call([] { return makeStringInfo(); });
  const auto run = [&] { RunAll(args.JsonbValue(0), args.Boolean(2).value_or(true), results); };
  if (const std::optional<std::string_view> token = args.Text(1); token)
    identity::AsUser(identity::Prove(*token), run);
  else
    run();
  return pg::Call(
      [results] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(results->data)); });
}

}  // namespace
}  // namespace execute

TODO_FUNCTION_WITH_SECRET(todo_execute, execute::Execute, 1);
