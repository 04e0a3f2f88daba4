#include "journal/reason.hpp"

namespace journal {
namespace {

constinit bool archiving = false;
constinit const todo::Uuid* unarchived = nullptr;

}  // namespace

ArchivingScope::ArchivingScope() : before_(archiving) {
  archiving = true;
}
ArchivingScope::~ArchivingScope() {
  archiving = before_;
}
UnarchivingScope::UnarchivingScope(const todo::Uuid* task) : before_(unarchived) {
  unarchived = task;
}
UnarchivingScope::~UnarchivingScope() {
  unarchived = before_;
}

bool is_archiving() {
  return archiving;
}
bool is_unarchived(const todo::Uuid& task) {
  return unarchived != nullptr && *unarchived == task;
}

}  // namespace journal
