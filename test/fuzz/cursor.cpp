// A page cursor: one that is taken is the text of what it says, and no character of it can be
// another.
#include <algorithm>

#include "core/cursor.hpp"
#include "core/error.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;

std::optional<todo::Cursor> Decoded(std::string_view text, const todo::Uuid& owner,
                                    const todo::ListKind& kind) {
  try {
    return todo::DecodeCursor(text, owner, kind);
  } catch (const todo::Error& error) {
    Must(&error.kind() == &todo::errors::kBadCursor, "one error for every bad cursor");
    return std::nullopt;
  }
}

std::optional<bool> TakeCompleted(std::string_view* input) {
  const unsigned byte = fuzz::TakeByte(input) % 3;
  return byte == 0 ? std::nullopt : std::optional(byte == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = fuzz::Text(data, size);
  const auto order = static_cast<todo::ListOrder>(1 + fuzz::TakeByte(&input) % 2);
  const auto completed = TakeCompleted(&input);
  const std::size_t where = fuzz::TakeByte(&input);
  todo::Uuid owner{};
  std::ranges::copy(fuzz::Take(&input, 16), owner.bytes.begin());
  const std::string_view text = input;
  if (const auto cursor = Decoded(text, owner, {order, completed}))
    Must(todo::EncodeCursor(*cursor, owner) == text, "the text of what it says");

  const auto time = static_cast<std::int64_t>(fuzz::TakeNumber(&input));
  todo::Uuid id{};
  std::ranges::copy(fuzz::Take(&input, 16), id.bytes.begin());
  std::string made = todo::EncodeCursor({order, todo::FilterOf(completed), time, id}, owner);
  const auto again = Decoded(made, owner, {order, completed});
  Must(again && again->time == time && again->id == id, "what is written is read");
  todo::Uuid other = owner;
  other.bytes[where % 16] ^= 1;
  Must(!Decoded(made, other, {order, completed}), "a cursor of its owner alone");
  char& c = made[where % made.size()];
  const auto changed = static_cast<char>(fuzz::TakeByte(&input));
  if (changed == c) return 0;
  c = changed;
  Must(!Decoded(made, owner, {order, completed}), "a cursor with a character changed is refused");
  return 0;
}
