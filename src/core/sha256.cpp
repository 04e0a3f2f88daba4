#include "core/sha256.hpp"

#include <openssl/evp.h>

#include <new>

namespace todo {

Sha256 Sha256Of(std::string_view bytes) {
  Sha256 digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::bad_alloc();
  return digest;
}

}  // namespace todo
