#include "core/bearer_token.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <nlohmann/json.hpp>

#include "core/json.hpp"
#include "core/refused.hpp"

namespace todo {
namespace {

// Of all headers of a request. Servers refuse more, and what is read takes many times its size.
constexpr std::size_t kMaxHeadersSize = 65536;

std::optional<std::string> FindToken(const Json& headers) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!headers.is_object()) throw Refused("request headers that are no JSON object");
  const std::string* const header =
      FindText(headers, "authorization", "an Authorization header that is no text");
  if (header == nullptr) return std::nullopt;
  if (!boost::algorithm::istarts_with(*header, kScheme)) return "";
  return boost::algorithm::trim_copy(header->substr(kScheme.size()));
}

}  // namespace

std::optional<std::string> BearerToken(std::string_view headers) {
  if (headers.empty()) return std::nullopt;
  if (headers.size() > kMaxHeadersSize) return "";
  try {
    return FindToken(*ParseJson(headers));
  } catch (const Refused&) {
    return "";
  }
}

}  // namespace todo
