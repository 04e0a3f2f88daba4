#include "identity/identity.hpp"

#include <optional>
#include <string_view>

#include "core/error.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/value.hpp"

namespace identity {
namespace {

constexpr char kSetting[] = "todo.user_id";

// The setting's value, parsed: what the check hook leaves for the assign hook.
struct SignedIn {
  bool anybody;
  todo::Uuid user;
};

constinit SignedIn current{};
constinit bool armed = false;  // true while set_setting() writes
constinit char* setting_text = nullptr;

// PostgreSQL calls this for every write, from wherever it comes: SET, set_config, PGOPTIONS,
// ALTER ROLE … SET, a function's SET clause, a value planted before the library was loaded.
bool check_user_id(char** text, void** extra, GucSource) {
  const bool empty = *text == nullptr || **text == '\0';
  if (!empty && !armed && !InitializingParallelWorker) {
    GUC_check_errcode(ERRCODE_INSUFFICIENT_PRIVILEGE);
    GUC_check_errmsg("\"%s\" cannot be set by SQL", kSetting);
    GUC_check_errhint("A trusted back end says who the end user is with todo.set_user(user_id).");
    return false;
  }
  const std::optional<todo::Uuid> user = todo::ParseUuid(empty ? std::string_view() : *text);
  if (!empty && !user) return false;
  auto* const parsed = static_cast<SignedIn*>(pg::guc_alloc(sizeof(SignedIn)));
  if (parsed == nullptr) return false;
  *parsed = user ? SignedIn{true, *user} : SignedIn{};
  *extra = parsed;
  return true;
}

void assign_user_id(const char*, void* extra) {
  current = extra != nullptr ? *static_cast<const SignedIn*>(extra) : SignedIn{};
}

enum class Scope { kTransaction, kSession };

// Writes the setting as its owner, whatever the rights of the caller. On an error `armed` is put
// back by the caller: this function may longjmp.
void set_setting(const char* text, Scope scope) {
  set_config_option(kSetting, text, PGC_SUSET, PGC_S_SESSION,
                    scope == Scope::kTransaction ? GUC_ACTION_LOCAL : GUC_ACTION_SET, true, 0,
                    false);
}

void SetUser(const std::optional<todo::Uuid>& user, Scope scope) {
  char text[todo::kUuidTextLength + 1] = "";
  if (user) *todo::WriteUuid(text, *user) = '\0';
  struct Armed {
    Armed() { armed = true; }
    ~Armed() { armed = false; }
  } const while_writing;
  const char* const value = text;
  pg::Call([value, scope] { set_setting(value, scope); });
}

Scope ParseScope(const std::optional<std::string_view>& scope) {
  if (scope == "transaction") {
    // Outside a block the identity would silently last for this one statement.
    if (!IsTransactionBlock()) throw todo::Error(todo::errors::kNoTransaction);
    return Scope::kTransaction;
  }
  if (scope == "session") return Scope::kSession;
  todo::errors::ThrowBadArgument("scope must be 'transaction' or 'session'");
}

Datum SetUserFunction(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  const std::optional<todo::Uuid> user = args.UuidValue(0);
  if (!user)
    todo::errors::ThrowBadArgument("user_id must not be null", "Sign out with todo.logout().");
  SetUser(user, ParseScope(args.Text(1)));
  return Datum{0};
}

Datum Logout(FunctionCallInfo) {
  SetUser(std::nullopt, Scope::kSession);
  return Datum{0};
}

}  // namespace

void define_settings() {
  DefineCustomStringVariable(
      kSetting, "The signed-in user.",
      "Written by todo.set_user() and todo.logout() alone; empty when nobody is signed in.",
      &setting_text, "", PGC_SUSET,
      GUC_NO_SHOW_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE | GUC_NOT_WHILE_SEC_REST,
      check_user_id, assign_user_id, nullptr);
}

std::optional<todo::Uuid> CurrentUser() {
  if (!current.anybody) return std::nullopt;
  return current.user;
}

todo::Uuid RequireUser() {
  if (!current.anybody) throw todo::Error(todo::errors::kNotSignedIn);
  return current.user;
}

namespace {

// Row security asks this in every statement.
Datum current_user_id(FunctionCallInfo fcinfo) {
  if (!current.anybody) {
    fcinfo->isnull = true;
    return Datum{0};
  }
  return pg::TypeOf<todo::Uuid>::to_datum(current.user);
}

}  // namespace
}  // namespace identity

TODO_PLAIN_FUNCTION(todo_current_user_id, identity::current_user_id);
TODO_FUNCTION(todo_set_user, identity::SetUserFunction);
TODO_FUNCTION(todo_logout, identity::Logout);
