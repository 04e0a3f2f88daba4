#include "core/error.hpp"

namespace todo::errors {

void ThrowBadArgument(std::string message, std::string hint) {
  throw Error::WithMessage(kBadArgument, std::move(message), std::move(hint));
}

void ThrowNoSuchTask(std::string_view task_id) {
  std::string detail = "You have no task with the id \"";
  detail.append(task_id).append("\".");
  throw Error(kNoSuchTask, std::move(detail));
}

}  // namespace todo::errors
