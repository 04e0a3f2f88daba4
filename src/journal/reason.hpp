// Why rows of todo.tasks come and go, for the kinds of their events.
#pragma once

#include "core/uuid.hpp"

namespace journal {

// While it lives, a task that goes and is in the archive is `archived`.
class ArchivingScope {
 public:
  ArchivingScope();
  ~ArchivingScope();
  ArchivingScope(const ArchivingScope&) = delete;
  ArchivingScope& operator=(const ArchivingScope&) = delete;

 private:
  bool before_;
};

// While it lives, the task, which outlives it, is `restored` when it comes into being.
class UnarchivingScope {
 public:
  explicit UnarchivingScope(const todo::Uuid* task);
  ~UnarchivingScope();
  UnarchivingScope(const UnarchivingScope&) = delete;
  UnarchivingScope& operator=(const UnarchivingScope&) = delete;

 private:
  const todo::Uuid* before_;
};

// Whether an ArchivingScope lives; whether an UnarchivingScope of that task does.
bool is_archiving();
bool is_unarchived(const todo::Uuid& task);

}  // namespace journal
