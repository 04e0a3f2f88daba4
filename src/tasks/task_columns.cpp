#include "tasks/task_columns.hpp"

#include "core/error.hpp"

namespace tasks {

todo::Uuid RequireTaskId(const pg::Args& args, int index) {
  const std::optional<todo::Uuid> id = args.UuidValue(index);
  if (!id) todo::errors::ThrowBadArgument("task_id must not be null");
  return *id;
}

}  // namespace tasks
