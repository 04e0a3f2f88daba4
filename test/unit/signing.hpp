// Keys made at run time, and tokens signed with them. OpenSSL does it: nothing of the core signs.
#pragma once

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <nlohmann/json.hpp>

#include <array>
#include <initializer_list>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base64url.hpp"
#include "core/json.hpp"
#include "core/verification_key.hpp"

namespace unit {

using todo::Algorithm;
using todo::Json;
using Bytes = std::vector<unsigned char>;

inline constexpr std::array kAlgorithms = {Algorithm::kEdDsa, Algorithm::kEs256, Algorithm::kRs256,
                                           Algorithm::kPs256, Algorithm::kHs256};

inline const char* NameOf(Algorithm algorithm) {
  constexpr std::array kNames = {"EdDSA", "ES256", "RS256", "PS256", "HS256"};
  return kNames[static_cast<std::size_t>(algorithm)];
}

inline std::string Encoded(std::span<const unsigned char> bytes) {
  return todo::EncodeBase64Url(bytes);
}
inline std::string Encoded(std::string_view text) {
  return Encoded({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

// The two parts that a signature is of (RFC 7515 section 5.1).
inline std::string SigningInput(std::string_view header, std::string_view payload) {
  return Encoded(header) + "." + Encoded(payload);
}

// A JSON Web Key Set.
inline std::string SetOf(std::initializer_list<Json> keys) {
  Json set = Json::object();
  set["keys"] = Json::array();
  for (const Json& key : keys) set["keys"].push_back(key);
  return set.dump();
}

class Signer {
 public:
  // A new key; `rsa_bits` is of RS256 and PS256.
  explicit Signer(Algorithm algorithm, std::string id = "key", std::size_t rsa_bits = 2048)
      : algorithm_(algorithm),
        id_(std::move(id)),
        key_(NewKey(algorithm, rsa_bits), EVP_PKEY_free) {
    if (key_ == nullptr) throw std::runtime_error("OpenSSL made no key");
  }

  Algorithm algorithm() const { return algorithm_; }

  // What a verifier is given: the public key, or the secret of HS256.
  Json Jwk() const {
    Json jwk = {{"kid", id_}, {"alg", NameOf(algorithm_)}, {"use", "sig"}};
    switch (algorithm_) {
      case Algorithm::kEdDsa:
        jwk["kty"] = "OKP";
        jwk["crv"] = "Ed25519";
        jwk["x"] = Encoded(RawKey(EVP_PKEY_get_raw_public_key));
        break;
      case Algorithm::kEs256:
        jwk["kty"] = "EC";
        jwk["crv"] = "P-256";
        jwk["x"] = Number(OSSL_PKEY_PARAM_EC_PUB_X, 32);
        jwk["y"] = Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
        break;
      case Algorithm::kRs256:
      case Algorithm::kPs256:
        jwk["kty"] = "RSA";
        jwk["n"] = Number(OSSL_PKEY_PARAM_RSA_N, 0);
        jwk["e"] = Number(OSSL_PKEY_PARAM_RSA_E, 0);
        break;
      case Algorithm::kHs256:
        jwk["kty"] = "oct";
        jwk["k"] = Encoded(RawKey(EVP_PKEY_get_raw_private_key));
        break;
    }
    return jwk;
  }

  // As RFC 7518 section 3 and RFC 8037 section 3.1 write a signature; `pss_salt` is of PS256.
  Bytes Sign(std::string_view message, int pss_salt = RSA_PSS_SALTLEN_DIGEST) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_PKEY_CTX* options = nullptr;
    const EVP_MD* const hash = algorithm_ == Algorithm::kEdDsa ? nullptr : EVP_sha256();
    Check(EVP_DigestSignInit(context.get(), &options, hash, nullptr, key_.get()));
    if (algorithm_ == Algorithm::kPs256) {
      Check(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING));
      Check(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, pss_salt));
    }
    const auto* const data = reinterpret_cast<const unsigned char*>(message.data());
    std::size_t size = 0;
    Check(EVP_DigestSign(context.get(), nullptr, &size, data, message.size()));
    Bytes signature(size);
    Check(EVP_DigestSign(context.get(), signature.data(), &size, data, message.size()));
    signature.resize(size);
    return algorithm_ == Algorithm::kEs256 ? FromDer(signature) : signature;
  }

  // A compact JWS (RFC 7515) of any two texts.
  std::string Compact(std::string_view header, std::string_view payload) const {
    const std::string signed_text = SigningInput(header, payload);
    return signed_text + "." + Encoded(Sign(signed_text));
  }
  Json Header() const { return {{"alg", NameOf(algorithm_)}, {"kid", id_}}; }
  std::string Token(const Json& claims) const { return Compact(Header().dump(), claims.dump()); }

 private:
  static EVP_PKEY* NewKey(Algorithm algorithm, std::size_t rsa_bits) {
    switch (algorithm) {
      case Algorithm::kEdDsa:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      case Algorithm::kEs256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
      case Algorithm::kRs256:
      case Algorithm::kPs256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", rsa_bits);
      case Algorithm::kHs256:
        break;
    }
    // Secrets need not be good here, only of each signer its own.
    static unsigned char made = 0;
    Bytes secret(32, ++made);
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, nullptr, secret.data(), secret.size());
  }

  static void Check(int result) {
    if (result != 1) throw std::runtime_error("OpenSSL did not sign");
  }

  Bytes RawKey(int (*get)(const EVP_PKEY*, unsigned char*, std::size_t*)) const {
    Bytes bytes(32);
    std::size_t size = bytes.size();
    Check(get(key_.get(), bytes.data(), &size));
    return bytes;
  }

  // Big-endian, as long as `size` or, if that is 0, as short as can be.
  std::string Number(const char* param, int size) const {
    BIGNUM* number = nullptr;
    Check(EVP_PKEY_get_bn_param(key_.get(), param, &number));
    Bytes bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(number)));
    BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size()));
    BN_free(number);
    return Encoded(bytes);
  }

  static Bytes FromDer(const Bytes& der) {
    const unsigned char* in = der.data();
    ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size()));
    Bytes signature(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature.data() + 32, 32);
    ECDSA_SIG_free(pair);
    return signature;
  }

  Algorithm algorithm_;
  std::string id_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace unit
