// A request's headers: what is no bearer token is nothing or proves nothing, and never an
// exception.
#include <nlohmann/json.hpp>

#include "core/bearer_token.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Text(data, size);
  const std::optional<std::string> token = todo::BearerToken(text);
  if (!token) {
    fuzz::Must(text.empty() || !todo::Json::parse(text).contains("authorization"),
               "no token only where no header is");
  } else if (!token->empty()) {
    const auto header = todo::Json::parse(text).at("authorization").get<std::string>();
    fuzz::Must(header.size() > 7 && header.find(*token) != std::string::npos,
               "a token that stands in the header");
    fuzz::Must(token->front() != ' ' && token->back() != ' ', "a token without its blanks");
  }
  // As an HTTP server hands it over: the token, whatever it is, comes out again.
  if (!fuzz::IsUtf8(text)) return 0;
  const std::string header =
      todo::Json({{"authorization", "Bearer ." + std::string(text) + "."}}).dump();
  const std::optional<std::string> again = todo::BearerToken(header);
  fuzz::Must(again.has_value() && *again == "." + std::string(text) + ".", "the token comes out");
  return 0;
}
