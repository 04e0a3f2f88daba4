// The registry of the errors that C++ throws: each SQLSTATE and message stands here, once. What
// calls PostgreSQL, and may longjmp, raises its own. Codes: PostgreSQL manual, appendix A; PTnnn
// reaches an HTTP client of a gateway as status nnn.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace todo {

// What is fixed about an error. Strings are literals; an empty one is not sent to the client.
struct ErrorKind {
  const char* sqlstate;
  const char* message = "";
  const char* hint = "";
  const char* constraint = "";
  const char* table = "";
  const char* detail_for_log = "";  // where the detail is for the client alone
};

// An error on its way to the client. Thrown by C++ code alone; pg::enter turns it into ereport().
class Error : public std::exception {
 public:
  explicit Error(const ErrorKind& kind) : kind_(&kind), message_(kind.message) {}
  Error(const ErrorKind& kind, std::string detail)
      : kind_(&kind), message_(kind.message), detail_(std::move(detail)) {}
  // For a message that names the offending argument.
  static Error WithMessage(const ErrorKind& kind, std::string message, std::string hint = "") {
    Error error(kind);
    error.message_ = std::move(message);
    error.hint_ = std::move(hint);
    return error;
  }

  const char* what() const noexcept override { return message_.c_str(); }
  const ErrorKind& kind() const { return *kind_; }
  const std::string& message() const { return message_; }
  const std::string& detail() const { return detail_; }
  const char* hint() const { return hint_.empty() ? kind_->hint : hint_.c_str(); }

 private:
  const ErrorKind* kind_;
  std::string message_;
  std::string detail_;
  std::string hint_;
};

namespace errors {

inline constexpr ErrorKind kNotSignedIn{
    "28000", "nobody is signed in",
    "Sign in with todo.login(token); a trusted back end says who the end user is with "
    "todo.set_user(user_id)."};
inline constexpr ErrorKind kProofExpired{"28000", "the token that was signed in with has expired",
                                         "Sign in again with todo.login(token)."};
inline constexpr ErrorKind kTokenRefused{"28000", "the token is refused",
                                         "The server's log says why."};
inline constexpr ErrorKind kNoTransaction{
    "25P01", "scope 'transaction' needs a transaction block",
    "Begin a transaction first, or ask for scope 'session' on a connection of your own."};
inline constexpr ErrorKind kBadArgument{"22023"};
inline constexpr ErrorKind kBadCursor{
    "22023", "page_cursor does not belong to this list",
    "Use the cursor of the page before, with the same order and filter, or none for a first page."};
inline constexpr ErrorKind kBlankTitle{
    "23514", "title must have at least one character that is not white space", "",
    "chk_title_not_empty", "tasks"};
inline constexpr ErrorKind kVersionNotPositive{"23514", "version must be at least 1"};
inline constexpr ErrorKind kVersionExhausted{"22003", "version is out of range"};
inline constexpr ErrorKind kNoSuchTask{"PT404", "no such task"};
inline constexpr ErrorKind kConflict{"PT409", "a task with this id exists already",
                                     "Leave the id out to let the database choose one."};
inline constexpr ErrorKind kNotWritten{"09000",
                                       "a trigger or a policy kept the task from being written"};
inline constexpr ErrorKind kIdTaken{"PT409", "a task with this id exists already",
                                    "As long as it does, the archived task stays where it is."};
inline constexpr ErrorKind kOverQuota{"PT429", "too many tasks",
                                      "Delete tasks for good, or ask for more."};
inline constexpr ErrorKind kCursorGone{"PT410", "since is outside of what is kept",
                                       "Start again from 0 with an empty copy."};
inline constexpr ErrorKind kPastGone{"PT410", "that is older than what is kept"};
inline constexpr ErrorKind kAccountGone{
    "55000",
    "tasks belong to an account that is not there, or takes a new id in the same statement"};
inline constexpr ErrorKind kChangedTwice{
    "27000", "a statement changes a task twice",
    "What a function or a trigger within it changes belongs in a statement of its own, or in a "
    "BEFORE ROW trigger."};
inline constexpr ErrorKind kNoSuchEvent{"PT404", "no such event"};
inline constexpr ErrorKind kChangedSince{"PT409", "what that event changed has changed since"};
inline constexpr ErrorKind kArchivedUndo{
    "PT409", "that event moved the task to the archive or back",
    "Bring it back with todo.restore_task(task_id); maintenance archives it in its time."};
inline constexpr ErrorKind kSignedInMaintenance{
    "55000", "maintenance is for a back end for which nobody is signed in",
    "Call todo.logout() first."};
inline constexpr ErrorKind kKeyReused{"PT409", "the key was used before with other arguments",
                                      "Choose a new key for each thing that is to be done once."};
inline constexpr ErrorKind kHiddenRows{"42501", "this role does not see every row",
                                       "Be a member of todo_service; todo.doctor() tells which "
                                       "policies and grants are not as shipped."};
inline constexpr ErrorKind kWrongVersion{"PT412",
                                         "the task has changed since that version",
                                         "Read it again, then repeat the change.",
                                         "",
                                         "",
                                         "The client has the task as it is."};

// A bad argument, as `page_size must be …`.
[[noreturn]] void ThrowBadArgument(std::string message, std::string hint = "");
// No such task, or not yours: the same answer, with nothing but the caller's own id in it.
[[noreturn]] void ThrowNoSuchTask(std::string_view task_id);

}  // namespace errors
}  // namespace todo
