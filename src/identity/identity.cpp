#include "identity/identity.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "core/error.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/settings.hpp"
#include "pg/value.hpp"

namespace identity {
namespace {

constexpr char kSetting[] = "todo.user_id";

// The setting's value, parsed: what the check hook leaves for the assign hook, nothing for nobody.
// As text it is the user, a blank, and when the proof expires, as PostgreSQL counts microseconds.
struct SignedIn {
  bool anybody;
  Proof proof;
};
constexpr int kMaxTextLength =
    todo::kUuidTextLength + 1 + std::numeric_limits<std::int64_t>::digits10 + 2;

std::optional<Proof> ParseProof(std::string_view text) {
  constexpr std::size_t kBlank = todo::kUuidTextLength;
  if (text.size() <= kBlank || text[kBlank] != ' ') return std::nullopt;
  const std::optional<todo::Uuid> user = todo::ParseUuid(text.substr(0, kBlank));
  TimestampTz expires = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + kBlank + 1, end, expires);
  if (!user || error != std::errc() || stop != end) return std::nullopt;
  return Proof{*user, expires};
}

void WriteProof(char* out, const Proof& proof) {
  out = todo::WriteUuid(out, proof.user);
  *out++ = ' ';
  *std::to_chars(out, out + kMaxTextLength - todo::kUuidTextLength - 1, proof.expires).ptr = '\0';
}

constinit SignedIn current{};
constinit bool armed = false;  // true while set_setting() writes
constinit char* setting_text = nullptr;

// PostgreSQL calls this for every write, from wherever it comes: SET, set_config, PGOPTIONS,
// ALTER ROLE … SET, a function's SET clause, a value planted before the library was loaded.
bool check_user_id(char** text, void** extra, GucSource) {
  if (*text == nullptr || **text == '\0') return true;  // nobody needs no memory
  if (!armed && !InitializingParallelWorker) {
    GUC_check_errcode(ERRCODE_INSUFFICIENT_PRIVILEGE);
    GUC_check_errmsg("\"%s\" cannot be set by SQL", kSetting);
    GUC_check_errhint("A trusted back end says who the end user is with todo.set_user(user_id).");
    return false;
  }
  const std::optional<Proof> proof = ParseProof(*text);
  if (!proof) return false;
  auto* const parsed = static_cast<SignedIn*>(pg::guc_alloc(sizeof(SignedIn)));
  if (parsed == nullptr) {
    GUC_check_errcode(ERRCODE_OUT_OF_MEMORY);
    GUC_check_errmsg("out of memory");
    return false;
  }
  *parsed = {true, *proof};
  *extra = parsed;
  return true;
}

void assign_user_id(const char*, void* extra) {
  current = extra != nullptr ? *static_cast<const SignedIn*>(extra) : SignedIn{};
}

// Expired or not is decided when a statement begins, for all of it: current_user_id() is STABLE. A
// procedure that commits begins anew with each transaction.
bool has_expired() {
  const TimestampTz expires = current.proof.expires;
  return expires != DT_NOEND && (expires <= GetCurrentStatementStartTimestamp() ||
                                 expires <= GetCurrentTransactionStartTimestamp());
}

bool is_somebody() {
  return current.anybody && !has_expired();
}

// Writes the setting as its owner, whatever the rights of the caller. On an error `armed` is put
// back by the caller: this function may longjmp.
void set_setting(const char* text, GucAction action) {
  set_config_option(kSetting, text, PGC_SUSET, PGC_S_SESSION, action, true, 0, false);
}

GucAction action_of(Scope scope) {
  return scope == Scope::kTransaction ? GUC_ACTION_LOCAL : GUC_ACTION_SET;
}

void Write(const Proof* proof, GucAction action) {
  char text[kMaxTextLength + 1] = "";
  if (proof != nullptr) WriteProof(text, *proof);
  struct Armed {
    Armed() { armed = true; }
    ~Armed() { armed = false; }
  } const while_writing;
  const char* const value = text;
  pg::Call([value, action] { set_setting(value, action); });
}

Datum SetUserFunction(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  const std::optional<todo::Uuid> user = args.UuidValue(0);
  if (!user)
    todo::errors::ThrowBadArgument("user_id must not be null", "Sign out with todo.logout().");
  SignIn({*user, DT_NOEND}, ParseScope(args.Text(1)));
  return Datum{0};
}

Datum Logout(FunctionCallInfo) {
  SignOut(Scope::kSession);
  return Datum{0};
}

}  // namespace

void define_settings() {
  pg::define_string_setting(
      kSetting, "The signed-in user.",
      "Written by todo.login(), todo.set_user() and todo.logout() alone; empty when nobody is "
      "signed in.",
      &setting_text, "", PGC_SUSET,
      GUC_NO_SHOW_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE | GUC_NOT_WHILE_SEC_REST,
      check_user_id, assign_user_id, nullptr);
}

std::optional<todo::Uuid> CurrentUser() {
  if (!is_somebody()) return std::nullopt;
  return current.proof.user;
}

todo::Uuid RequireUser() {
  if (!current.anybody) throw todo::Error(todo::errors::kNotSignedIn);
  if (has_expired()) throw todo::Error(todo::errors::kProofExpired);
  return current.proof.user;
}

bool nobody_signed_in() {
  return !current.anybody;
}

void RequireNobody() {
  if (!nobody_signed_in()) throw todo::Error(todo::errors::kSignedInMaintenance);
}

Scope ParseScope(const std::optional<std::string_view>& scope) {
  if (scope == "transaction") {
    if (!IsTransactionBlock()) throw todo::Error(todo::errors::kNoTransaction);
    return Scope::kTransaction;
  }
  if (scope == "session") return Scope::kSession;
  todo::errors::ThrowBadArgument("scope must be 'transaction' or 'session'");
}

void SignIn(const Proof& proof, Scope scope) {
  Write(&proof, action_of(scope));
}

void SignOut(Scope scope) {
  Write(nullptr, action_of(scope));
}

int detail::SignInForNow(const Proof& proof) {
  const int level = pg::Call([] { return NewGUCNestLevel(); });
  Write(&proof, GUC_ACTION_SAVE);
  return level;
}

// As after an error, which undoes a logout() or RESET ALL as well that a trigger of the user's has
// done in between, and with it whatever it has set.
void detail::PutBack(int level) {
  pg::Call([level] { AtEOXact_GUC(false, level); });
}

namespace {

// Row security asks this in every statement.
Datum current_user_id(FunctionCallInfo fcinfo) {
  if (!is_somebody()) {
    fcinfo->isnull = true;
    return Datum{0};
  }
  return pg::TypeOf<todo::Uuid>::to_datum(current.proof.user);
}

Datum nobody_signed_in_function(FunctionCallInfo) {
  return BoolGetDatum(nobody_signed_in());
}

}  // namespace
}  // namespace identity

TODO_PLAIN_FUNCTION(todo_current_user_id, identity::current_user_id);
TODO_PLAIN_FUNCTION(todo_nobody_signed_in, identity::nobody_signed_in_function);
TODO_FUNCTION(todo_set_user, identity::SetUserFunction);
TODO_FUNCTION(todo_logout, identity::Logout);
