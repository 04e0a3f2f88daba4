// What may be asked through execute. Each function is called as any client calls it, so there is no
// second implementation of anything, and EXECUTE on it is needed as always.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "pg/function_call.hpp"
#include "pg/statement.hpp"

namespace execute {

// An argument that is not required is null when it is left out, which every function reads as its
// default.
struct Argument {
  const char* name = nullptr;
  Oid type = InvalidOid;
  bool required = false;
};

enum class ResultShape : std::uint8_t {
  kTask,   // one todo.task, or null when there is none
  kRows,   // an array of rows
  kValue,  // one value
};

class Function {
 public:
  static constexpr std::size_t kMaxArguments = 4;

  // `arguments`: all of them, as the function is declared.
  constexpr Function(const char* name, pg::Access access, ResultShape shape,
                     std::initializer_list<Argument> arguments)
      : function_(name), access_(access), shape_(shape), count_(arguments.size()) {
    std::ranges::copy(arguments, arguments_.begin());
    std::ranges::transform(arguments, types_.begin(), &Argument::type);
  }

  const char* name() const { return function_.name(); }
  pg::Access access() const { return access_; }
  ResultShape shape() const { return shape_; }
  std::span<const Argument> arguments() const { return {arguments_.data(), count_}; }
  // "get_task takes task_id.": for hints.
  std::string Usage() const;

  // May longjmp. As pg::call_function().
  pg::FunctionResult call(const NullableDatum* values, DestReceiver* rows) {
    return pg::call_function(&function_, {types_.data(), count_}, values, rows);
  }

 private:
  pg::KeptFunction function_;
  pg::Access access_;
  ResultShape shape_;
  std::size_t count_;
  std::array<Argument, kMaxArguments> arguments_;
  std::array<Oid, kMaxArguments> types_{};
};

// Null for everything that is not for execute.
Function* FindFunction(std::string_view name);

// "create_task, create_tasks, …": for hints.
std::string FunctionNames();

}  // namespace execute
