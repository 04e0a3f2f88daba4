// A key set: no secret outside a file, no kid twice, and each of its keys may be asked to verify
// anything.
#include <array>
#include <nlohmann/json.hpp>

#include "core/key_set.hpp"
#include "core/refused.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Must;
using todo::Algorithm;
using todo::KeySet;

constexpr std::array kAlgorithms = {Algorithm::kEdDsa, Algorithm::kEs256, Algorithm::kRs256,
                                    Algorithm::kPs256, Algorithm::kHs256};

// Nothing for what is refused whole.
std::optional<KeySet> Read(std::string_view text, KeySet::Source source) {
  KeySet keys;
  try {
    keys.AddSet(text, source);
  } catch (const todo::Refused&) {
    return std::nullopt;
  }
  return keys;
}

// The key without a name, or of that name, when there is one and no other.
const todo::VerificationKey* Find(const KeySet& keys, const std::string* id, Algorithm algorithm) {
  try {
    return &keys.Find(id, algorithm);
  } catch (const todo::Refused&) {
    return nullptr;
  }
}

void CheckKey(const todo::VerificationKey& key, Algorithm algorithm, const std::string* id) {
  Must(key.algorithm() == algorithm, "the algorithm that was asked for");
  Must(id == nullptr || key.id() == *id, "the kid that was asked for");
  constexpr std::array<unsigned char, 64> kNoSignature{};
  Must(!key.Verifies("text", kNoSignature), "zeros are nobody's signature");
}

void CheckSet(std::string_view text, KeySet keys, KeySet::Source source) {
  const todo::Json set = todo::Json::parse(text);
  Must(text.size() <= KeySet::kMaxTextSize && fuzz::IsUtf8(text), "a text of that size in UTF-8");
  bool any_with_id = false;
  for (const todo::Json& jwk : set.at("keys")) {
    const auto id = jwk.is_object() ? jwk.find("kid") : jwk.end();
    const bool has_id = jwk.is_object() && id != jwk.end() && id->is_string();
    const std::string name = has_id ? id->get<std::string>() : "";
    for (const Algorithm algorithm : kAlgorithms) {
      const auto* const key = Find(keys, has_id ? &name : nullptr, algorithm);
      if (key == nullptr) continue;
      CheckKey(*key, algorithm, has_id ? &name : nullptr);
      any_with_id = any_with_id || has_id;
      Must(source == KeySet::Source::kFile || !key->is_secret(), "no secret outside a file");
    }
  }
  if (!any_with_id) return;
  try {
    keys.AddSet(text, source);
    Must(false, "a kid twice is refused");
  } catch (const todo::Refused&) {
  }
}

void TryOneKey(std::string_view text) {
  try {
    KeySet keys;
    keys.AddPublicKey(text, "id", 1);
    const std::string id = "id";
    for (const Algorithm algorithm : kAlgorithms)
      if (const auto* const key = Find(keys, &id, algorithm)) {
        CheckKey(*key, algorithm, &id);
        Must(!key->is_secret() && key->signs_until_us() == 1, "a public key until then");
      }
  } catch (const todo::Refused&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Text(data, size);
  for (const auto source : {KeySet::Source::kSetting, KeySet::Source::kFile})
    if (std::optional<KeySet> keys = Read(text, source)) CheckSet(text, *std::move(keys), source);
  TryOneKey(text);
  return 0;
}
