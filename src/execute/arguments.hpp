// A command's arguments, from JSON to what its function takes.
#pragma once

#include <array>

#include "core/temporary_ids.hpp"
#include "execute/command.hpp"
#include "pg/value.hpp"

namespace execute {

using Arguments = std::array<NullableDatum, Function::kMaxArguments>;

// JSON null is null, as is what is left out. "$x" where an id goes is the task that a command
// before has named x. Throws errors::kBadArgument, naming the command and the argument.
Arguments ReadArguments(const Command& command, const todo::TemporaryIds& temporary_ids);

}  // namespace execute
