#include "core/temporary_ids.hpp"

#include <algorithm>

namespace todo {

bool TemporaryIds::Declare(std::string_view name, int command) {
  if (Find(name) != nullptr) return false;
  entries_.push_back({name, {command, std::nullopt}});
  return true;
}

void TemporaryIds::Set(std::string_view name, const Uuid& task) {
  std::ranges::find(entries_, name, &Entry::name)->meaning.task = task;
}

const TemporaryIds::Meaning* TemporaryIds::Find(std::string_view name) const {
  const auto found = std::ranges::find(entries_, name, &Entry::name);
  return found == entries_.end() ? nullptr : &found->meaning;
}

}  // namespace todo
