#include "core/cursor.hpp"

#include <algorithm>
#include <array>
#include <boost/crc.hpp>

#include "core/base64url.hpp"
#include "core/error.hpp"

namespace todo {
namespace {

constexpr unsigned char kFormat = 1;

// format 1 | order and filter 1 | time 8 | id 16 | checksum 4, numbers in network order
constexpr std::size_t kTimeAt = 2;
constexpr std::size_t kIdAt = 10;
constexpr std::size_t kChecksumAt = 26;
constexpr std::size_t kCursorBytes = 30;
using Bytes = std::array<unsigned char, kCursorBytes>;

template <class Unsigned>
void PutNumber(unsigned char* out, Unsigned value) {
  for (std::size_t i = sizeof value; i-- > 0; value >>= 8)
    out[i] = static_cast<unsigned char>(value);
}

std::uint64_t GetNumber(const unsigned char* in, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | in[i];
  return value;
}

std::uint32_t Checksum(const unsigned char* bytes, const Uuid& owner) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes, kChecksumAt);
  crc.process_bytes(owner.bytes.data(), owner.bytes.size());
  return crc.checksum();
}

bool Fits(ListFilter made_for, std::optional<bool> completed) {
  if (!completed)
    return made_for == ListFilter::kAll || made_for == ListFilter::kAllOrOpen ||
           made_for == ListFilter::kAllOrDone;
  return *completed ? made_for == ListFilter::kDone || made_for == ListFilter::kAllOrDone
                    : made_for == ListFilter::kOpen || made_for == ListFilter::kAllOrOpen;
}

}  // namespace

std::string EncodeCursor(const Cursor& cursor, const Uuid& owner) {
  Bytes bytes{};
  bytes[0] = kFormat;
  bytes[1] = static_cast<unsigned char>(static_cast<unsigned>(cursor.order) << 4 |
                                        static_cast<unsigned>(cursor.filter));
  PutNumber(&bytes[kTimeAt], static_cast<std::uint64_t>(cursor.time));
  std::ranges::copy(cursor.id.bytes, &bytes[kIdAt]);
  PutNumber(&bytes[kChecksumAt], Checksum(bytes.data(), owner));
  return EncodeBase64Url(bytes);
}

Cursor DecodeCursor(std::string_view text, const Uuid& owner, const ListKind& kind) {
  constexpr std::size_t kTextLength = kCursorBytes * 4 / 3;
  if (text.size() != kTextLength) throw Error(errors::kBadCursor);
  const auto bytes = DecodeBase64Url(text);
  if (!bytes || bytes->size() != kCursorBytes || (*bytes)[0] != kFormat ||
      GetNumber(&(*bytes)[kChecksumAt], 4) != Checksum(bytes->data(), owner))
    throw Error(errors::kBadCursor);
  Cursor cursor{};
  cursor.order = static_cast<ListOrder>((*bytes)[1] >> 4);
  cursor.filter = static_cast<ListFilter>((*bytes)[1] & 15);
  cursor.time = static_cast<std::int64_t>(GetNumber(&(*bytes)[kTimeAt], 8));
  std::copy_n(bytes->begin() + kIdAt, cursor.id.bytes.size(), cursor.id.bytes.begin());
  if (cursor.order != kind.order || !Fits(cursor.filter, kind.completed))
    throw Error(errors::kBadCursor);
  return cursor;
}

ListFilter FilterOf(std::optional<bool> completed) noexcept {
  if (!completed) return ListFilter::kAll;
  return *completed ? ListFilter::kDone : ListFilter::kOpen;
}

}  // namespace todo
