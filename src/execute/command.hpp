// One command as the client wrote it: {"do": …, "args": …, "key": …, "as": …}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/temporary_ids.hpp"
#include "execute/functions.hpp"
#include "pg/postgres.hpp"

namespace execute {

// The views look into the call's own argument, as does `args`.
struct Command {
  int index;                     // from 0
  Function* function = nullptr;  // known once `do` has been read
  Jsonb* args = nullptr;         // null when there are none
  std::optional<std::string_view> key = std::nullopt;
  std::optional<std::string_view> as = std::nullopt;

  // "command 3 (toggle_task)"
  std::string Place() const;
  // 22023, "command 3 (toggle_task): " and what is wrong.
  [[noreturn]] void Refuse(const std::string& what, std::string hint = "") const;
};

// Reads an element of `commands`. What it names its task (`as`) is declared, even if the rest is
// wrong: later commands are then told that this one failed.
Command ReadCommand(int index, const JsonbValue& element, todo::TemporaryIds* temporary_ids);

// The value alone, as a document. May longjmp.
Jsonb* to_document(const JsonbValue& value);

}  // namespace execute
