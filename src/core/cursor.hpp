// Page cursors: where a page ended, bound to the list that it was made for.
//
// A cursor is opaque to clients, not secret: it holds a time and an id of the client's own task.
// Its checksum finds every change within four neighbouring characters, so a damaged cursor is
// refused and never means another place; forging one gains nothing, since row security decides
// what is seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/uuid.hpp"

namespace todo {

enum class ListOrder : std::uint8_t {
  kNewestFirst = 1,         // created_at desc, id desc; without the trash
  kLatestDeletedFirst = 2,  // deleted_at desc, id desc; the trash alone
};

// Which tasks of that order. A row that was listed by whatever filter is itself open or done, so a
// cursor taken from a row (task_cursor) fits the full list and the list of the row's own state.
enum class ListFilter : std::uint8_t {
  kAll = 0,
  kOpen = 1,
  kDone = 2,
  kAllOrOpen = 3,
  kAllOrDone = 4,
};

struct Cursor {
  ListOrder order;
  ListFilter filter;
  std::int64_t time;  // the order's time, microseconds since 2000-01-01 UTC
  Uuid id;
};

// What a page asks of the cursor that it is given.
struct ListKind {
  ListOrder order;
  std::optional<bool> completed;
};

// 40 characters of base64url. `owner` is part of the checksum alone.
std::string EncodeCursor(const Cursor& cursor, const Uuid& owner);

// Throws errors::kBadCursor unless `text` is a cursor of this owner that fits `kind`.
Cursor DecodeCursor(std::string_view text, const Uuid& owner, const ListKind& kind);

// The filter that a list's own next page is bound to.
ListFilter FilterOf(std::optional<bool> completed) noexcept;

}  // namespace todo
