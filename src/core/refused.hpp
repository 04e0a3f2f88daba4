// Why something from outside is not believed. The reason is a literal: nothing of what was refused
// can get into a log with it.
#pragma once

#include <exception>

namespace todo {

class Refused : public std::exception {
 public:
  explicit Refused(const char* reason) : reason_(reason) {}
  const char* what() const noexcept override { return reason_; }

 private:
  const char* reason_;
};

}  // namespace todo
