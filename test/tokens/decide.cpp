// Decides tokens by the pure core, one a line, for a test that asks another library as well.
//
// The first line is JSON: {"issuer", "audience", "leeway", "now", "sets": [{"source", "keys"}, …]},
// times in seconds, source "setting" or "file", keys a JSON Web Key Set as text. Each other line is
// the index of a set, a blank, and a token in base64url, since a token may be any text. One line
// answers it: "+" and the subject in base64url, or "-" and the reason.
#include <cstdint>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base64url.hpp"
#include "core/jwt.hpp"
#include "core/refused.hpp"

namespace {

struct Question {
  std::size_t set;
  std::string token;
};

Question Read(const std::string& line) {
  const std::size_t blank = line.find(' ');
  const auto bytes = todo::DecodeBase64Url(std::string_view(line).substr(blank + 1));
  return {std::stoul(line.substr(0, blank)), {bytes.value().begin(), bytes.value().end()}};
}

std::string Answer(const Question& question, const std::vector<todo::KeySet>& sets,
                   const todo::TokenPolicy& policy) {
  try {
    const todo::TokenProof proof = todo::VerifyToken(question.token, sets.at(question.set), policy);
    const auto* const subject = reinterpret_cast<const unsigned char*>(proof.subject.data());
    return "+" + todo::EncodeBase64Url({subject, proof.subject.size()});
  } catch (const todo::Refused& refused) {
    return std::string("-") + refused.what();
  }
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  std::getline(std::cin, line);
  const auto config = todo::Json::parse(line);
  const auto issuer = config.at("issuer").get<std::string>();
  const auto audience = config.at("audience").get<std::string>();
  constexpr std::int64_t kSecond = 1'000'000;
  const todo::TokenPolicy policy{issuer, audience,
                                 config.at("leeway").get<std::int64_t>() * kSecond,
                                 config.at("now").get<std::int64_t>() * kSecond};
  std::vector<todo::KeySet> sets;
  for (const todo::Json& set : config.at("sets"))
    sets.emplace_back().AddSet(
        set.at("keys").get<std::string>(),
        set.at("source") == "file" ? todo::KeySet::Source::kFile : todo::KeySet::Source::kSetting);
  while (std::getline(std::cin, line)) std::cout << Answer(Read(line), sets, policy) << '\n';
}
