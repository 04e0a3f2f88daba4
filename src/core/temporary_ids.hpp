// The names that the commands of one call give to their tasks, for later commands to use.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/uuid.hpp"

namespace todo {

// The names live elsewhere, as long as this.
class TemporaryIds {
 public:
  struct Meaning {
    int command;               // its index
    std::optional<Uuid> task;  // nothing while the command has no task to show, or when it failed
  };

  // False when the name is taken.
  bool Declare(std::string_view name, int command);
  // The name has been declared.
  void Set(std::string_view name, const Uuid& task);
  // Null when no command has the name.
  const Meaning* Find(std::string_view name) const;

 private:
  struct Entry {
    std::string_view name;
    Meaning meaning;
  };
  std::vector<Entry> entries_;
};

}  // namespace todo
