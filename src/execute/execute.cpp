// execute: many commands in one round trip, each by the function that does it for any client.
#include <vector>

#include "core/error.hpp"
#include "execute/arguments.hpp"
#include "execute/command.hpp"
#include "execute/keys.hpp"
#include "execute/results.hpp"
#include "execute/subtransaction.hpp"
#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/jsonb_reader.hpp"

namespace execute {
namespace {

using todo::Uuid;

// Errors of a command's function, and PostgreSQL's own, get the line "command 3 (toggle_task)" of
// context; a command that is no good is named in the message.
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

// A cancel, a shutdown, a server without memory or disk: not the command's own failure.
bool ends_the_call(const ErrorData* error) {
  if (error == nullptr) return true;
  const int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
  return category == ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION) ||
         category == ERRCODE_TO_CATEGORY(ERRCODE_INSUFFICIENT_RESOURCES);
}

class Execution {
 public:
  Execution(const Uuid& user, bool has_many) : user_(user), has_many_(has_many) {}

  void Run(int index, const JsonbValue& element) {
    const Command command = ReadCommand(index, element, &temporary_ids_);
    const CommandContext context(command);
    const Arguments arguments = ReadArguments(command, temporary_ids_);
    LockAccount(command);
    const JsonbValue result =
        command.key ? RunOnce(command, arguments) : RunFunction(command.function, arguments);
    results_.push_back(pg::Call([&result] { return make_success(result); }));
    if (!command.as) return;
    if (const std::optional<Uuid> task = IdOf(result); task) temporary_ids_.Set(*command.as, *task);
  }

  void RunByItself(int index, const JsonbValue& element) {
    std::optional<todo::Error> ours;
    ErrorData* theirs = nullptr;
    const std::exception_ptr failed = InSubtransaction([&] { Run(index, element); });
    if (failed == nullptr) return;
    has_account_ = false;  // its locks went with it, or so they may have
    try {
      std::rethrow_exception(failed);
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
    results_.resize(static_cast<std::size_t>(index));  // it may have failed at its very end
    results_.push_back(pg::Call([&failure] { return make_failure(failure); }));
  }

  // All results, in order. May longjmp.
  Datum document() {
    JsonbValue all = pg::jsonb_array(results_.data(), static_cast<int>(results_.size()));
    return JsonbPGetDatum(JsonbValueToJsonb(&all));
  }

 private:
  // A command may make a task after another one has locked the counters. A key locks both anyhow.
  void LockAccount(const Command& command) {
    if (!has_many_ || has_account_ || command.key ||
        command.function->access() == pg::Access::kRead)
      return;
    pg::Call([this] { journal::lock_account(user_); });
    has_account_ = true;
  }

  JsonbValue RunFunction(Function* function, const Arguments& arguments) {
    return pg::Call([&] { return caller_.call(function, arguments.data()); });
  }

  // The same, unless the key says that it has been done.
  JsonbValue RunOnce(const Command& command, const Arguments& arguments) {
    const KeyUse use = MakeKeyUse(user_, *command.key, *command.function, arguments);
    const KeyRecord record = pg::Call([&use] { return look_up(use); });
    if (record.state == KeyState::kUsed)
      return pg::Call([&record] { return pg::jsonb_tree(record.result); });
    if (record.state == KeyState::kUsedOtherwise)
      throw todo::Error(todo::errors::kKeyReused, "The key of " + command.Place() + " is \"" +
                                                      std::string(*command.key) + "\".");
    JsonbValue result = RunFunction(command.function, arguments);
    if (record.state == KeyState::kFree)
      pg::Call([&use, &result] { remember(use, JsonbValueToJsonb(&result)); });
    return result;
  }

  Uuid user_;
  bool has_many_;
  bool has_account_ = false;
  Caller caller_;
  std::vector<JsonbValue> results_;
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

// For who is signed in.
Datum RunAll(Jsonb* commands, bool atomic) {
  const Uuid user = identity::RequireUser();
  pg::JsonbReader reader(CheckCommands(commands));
  Execution execution(user, reader.size() > 1);
  JsonbValue element;
  reader.Next(&element);  // the array's beginning
  for (int index = 0; reader.NextWhole(&element) == WJB_ELEM; ++index) {
    pg::CheckInterrupts();
    if (atomic)
      execution.Run(index, element);
    else
      execution.RunByItself(index, element);
  }
  return pg::Call([&execution] { return execution.document(); });
}

Datum Execute(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  Datum results = 0;
  const auto run = [&] { results = RunAll(args.JsonbValue(0), args.Boolean(2).value_or(true)); };
  if (const std::optional<std::string_view> token = args.Text(1); token)
    identity::AsUser(identity::Prove(*token), run);
  else
    run();
  return results;
}

}  // namespace
}  // namespace execute

TODO_FUNCTION_WITH_SECRET(todo_execute, execute::Execute, 1);
