#include "core/key_set.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/refused.hpp"

namespace todo {
namespace {

bool IsSecret(const Json& jwk) {
  const Json* const kind = FindMember(jwk, "kty");
  return kind != nullptr && IsText(*kind, "oct");
}

// What must not be there at all, whether the key could be used or not.
void CheckSecrecy(const Json& keys, KeySet::Source source) {
  const auto secrets = std::ranges::count_if(keys, IsSecret);
  if (secrets > 0 && source != KeySet::Source::kFile)
    throw Refused("a secret key outside a key file");
  if (secrets > 0 && secrets != static_cast<std::ptrdiff_t>(keys.size()))
    throw Refused("secret keys beside public ones in one key set");
  if (secrets == 0 && std::ranges::any_of(keys, [](const Json& key) { return key.contains("d"); }))
    throw Refused("a private key in a key set");
}

constexpr char kTwice[] = "a key set with a \"kid\" twice";

// Those of keys that cannot be used count: which one was meant nobody knows.
void CheckIds(const Json& keys) {
  std::set<std::string_view> ids;
  for (const Json& key : keys) {
    const Json* const id = FindMember(key, "kid");
    if (id != nullptr && id->is_string() && !ids.insert(id->get_ref<const std::string&>()).second)
      throw Refused(kTwice);
  }
}

}  // namespace

void KeySet::AddSet(std::string_view text, Source source) {
  if (text.size() > kMaxTextSize) throw Refused("a key set of more than 256 KiB");
  const OwnedJson parsed = ParseJson(text);
  const Json& set = *parsed;
  if (!set.is_object()) throw Refused("a key set that is no JSON object");
  const Json* const keys = FindMember(set, "keys");
  if (keys == nullptr || !keys->is_array()) throw Refused("a key set without an array \"keys\"");
  CheckSecrecy(*keys, source);
  CheckIds(*keys);
  for (const Json& jwk : *keys) {
    std::optional<VerificationKey> key;
    try {
      key = VerificationKey::FromJwk(jwk);
    } catch (const Refused& refused) {
      left_out_.push_back(refused.what());
    }
    if (key) Add(*std::move(key));
  }
}

void KeySet::AddPublicKey(std::string_view text, std::optional<std::string> id,
                          std::int64_t signs_until_us, VerificationKey::AlgorithmName algorithm) {
  if (text.size() > kMaxTextSize) throw Refused("a key of more than 256 KiB");
  VerificationKey key = VerificationKey::FromJwk(*ParseJson(text), algorithm);
  if (key.is_secret()) throw Refused("a secret key outside a key file");
  if (id) key.set_id(*std::move(id));
  key.set_signs_until_us(signs_until_us);
  Add(std::move(key));
}

void KeySet::Add(VerificationKey key) {
  if (key.id() &&
      std::ranges::any_of(keys_, [&key](const VerificationKey& k) { return k.id() == key.id(); }))
    throw Refused(kTwice);
  keys_.push_back(std::move(key));
}

const VerificationKey& KeySet::Find(const std::string* id, Algorithm algorithm) const {
  const VerificationKey* found = nullptr;
  for (const VerificationKey& key : keys_) {
    if (id != nullptr && (!key.id() || *key.id() != *id)) continue;
    if (key.algorithm() != algorithm) continue;
    if (found != nullptr) throw Refused("more than one key could be meant");
    found = &key;
  }
  if (found == nullptr) throw Refused("no key of that \"kid\" and algorithm");
  return *found;
}

}  // namespace todo
