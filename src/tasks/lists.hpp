// The lists: a user's tasks and trash, page by page, by keyset.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/cursor.hpp"
#include "pg/value.hpp"

namespace tasks {

// What the arguments of a list ask for, checked.
struct PageRequest {
  todo::ListKind kind;
  std::int32_t page_size;
  std::optional<todo::Cursor> from;  // after which row the page begins
};

// `page_size`: 1 to 1000, 50 when null. Throws errors::kBadArgument, kBadCursor.
PageRequest CheckPage(const todo::ListKind& kind, std::optional<std::int32_t> page_size,
                      const std::optional<std::string_view>& page_cursor, const todo::Uuid& user);

// At most `max_rows` rows of the list, in TODO_TASK_COLUMNS, into `receiver`.
void RunList(const PageRequest& page, std::int64_t max_rows, DestReceiver* receiver);

}  // namespace tasks
