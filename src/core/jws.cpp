#include "core/jws.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/base64url.hpp"
#include "core/refused.hpp"

namespace todo {
namespace {

std::vector<unsigned char> Decode(std::string_view part) {
  std::optional<std::vector<unsigned char>> bytes = DecodeBase64Url(part);
  if (!bytes) throw Refused("not canonical base64url");
  return *std::move(bytes);
}

std::string DecodeText(std::string_view part) {
  const std::vector<unsigned char> bytes = Decode(part);
  return {bytes.begin(), bytes.end()};
}

OwnedJson ReadHeader(std::string_view part) {
  OwnedJson header = ParseJson(DecodeText(part));
  if (!header->is_object()) throw Refused("a header that is no JSON object");
  if (header->contains("crit")) throw Refused("a header with \"crit\"");
  static constexpr std::array kKeys = {"jwk", "jku", "x5c", "x5u"};
  for (const char* const name : kKeys)
    if (header->contains(name)) throw Refused("a header that brings its own key");
  return header;
}

Algorithm ReadAlgorithm(const Json& header) {
  const std::string* const name = FindText(header, "alg", "an algorithm that is no text");
  const std::optional<Algorithm> algorithm = name != nullptr ? ParseAlgorithm(*name) : std::nullopt;
  if (!algorithm) throw Refused("an algorithm that is not accepted");
  return *algorithm;
}

}  // namespace

Jws VerifyJws(std::string_view token, const KeySet& keys) {
  if (token.size() > kMaxTokenSize) throw Refused("a token of more than 8 KiB");
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == last || token.find('.', first + 1) != last) throw Refused("not three parts");
  const std::string_view signed_text = token.substr(0, last);

  const OwnedJson parsed = ReadHeader(token.substr(0, first));
  const Json& header = *parsed;
  const Algorithm algorithm = ReadAlgorithm(header);
  const VerificationKey& key =
      keys.Find(FindText(header, "kid", "a \"kid\" that is no text"), algorithm);
  const std::string* const type = FindText(header, "typ", "a \"typ\" that is no text");
  const std::vector<unsigned char> signature = Decode(token.substr(last + 1));
  std::string payload = DecodeText(token.substr(first + 1, last - first - 1));
  if (!key.Verifies(signed_text, signature)) throw Refused("a signature that is not the key's");
  return {type != nullptr ? *type : "", std::move(payload), &key};
}

}  // namespace todo
