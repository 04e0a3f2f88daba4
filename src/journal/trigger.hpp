// Why rows of todo.tasks come and go, for the kinds of their events.
#pragma once

#include <cstdint>

namespace journal {

enum class Reason : std::uint8_t { kOrdinary, kArchiving, kUnarchiving };

// While it lives, deletes are `archived` and inserts `restored`.
class ReasonScope {
 public:
  explicit ReasonScope(Reason why);
  ~ReasonScope();
  ReasonScope(const ReasonScope&) = delete;
  ReasonScope& operator=(const ReasonScope&) = delete;

 private:
  Reason before_;
};

}  // namespace journal
