// base64url: each byte string has one text, and each text that is taken is the one of its bytes, as
// OpenSSL finds too.
#include <openssl/evp.h>
#include <algorithm>

#include "core/base64url.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;
using Bytes = std::vector<unsigned char>;

// RFC 4648 section 4, padded.
std::string ToBase64(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

Bytes ByOpenSsl(const std::string& base64) {
  Bytes bytes(base64.size() / 4 * 3);
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                      static_cast<int>(base64.size()));
  Must(size == static_cast<int>(bytes.size()), "OpenSSL takes it");
  bytes.resize(bytes.size() - static_cast<std::size_t>(std::ranges::count(base64, '=')));
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string encoded = todo::EncodeBase64Url({data, size});
  const auto decoded = todo::DecodeBase64Url(encoded);
  Must(decoded.has_value() && std::ranges::equal(*decoded, std::span(data, size)),
       "what is written is read");
  const std::string_view text = fuzz::Text(data, size);
  if (const auto bytes = todo::DecodeBase64Url(text)) {
    Must(todo::EncodeBase64Url(*bytes) == text, "what is read is written the same");
    if (!text.empty()) Must(ByOpenSsl(ToBase64(std::string(text))) == *bytes, "OpenSSL's bytes");
  }
  return 0;
}
