#include "core/jwt.hpp"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/refused.hpp"

namespace todo {
namespace {

// RFC 8725 section 3.11: a signed text of another type, such as a logout token, is no proof.
void CheckType(std::string_view type) {
  constexpr std::string_view kPrefix = "application/";  // RFC 7515 section 4.1.9
  if (boost::algorithm::istarts_with(type, kPrefix)) type.remove_prefix(kPrefix.size());
  if (!type.empty() && !boost::algorithm::iequals(type, "JWT") &&
      !boost::algorithm::iequals(type, "at+jwt"))
    throw Refused("a token of another type");
}

const std::string& RequireText(const Json& claims, const char* name, const char* reason) {
  const std::string* const text = FindText(claims, name, reason);
  if (text == nullptr) throw Refused(reason);
  return *text;
}

// NumericDate (RFC 7519 section 2), in microseconds, rounded against the token by ::floor or
// ::ceil. What no clock reaches is as good as never.
std::optional<std::int64_t> FindTime(const Json& claims, const char* name, double (*round)(double),
                                     const char* reason) {
  constexpr double kFarthest = 4e12;  // seconds
  const Json* const member = FindMember(claims, name);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number()) throw Refused(reason);
  const double seconds = std::clamp(member->get<double>(), -kFarthest, kFarthest);
  return static_cast<std::int64_t>(round(seconds * 1e6));
}

void CheckAudience(const Json& claims, std::string_view audience) {
  const Json* const member = FindMember(claims, "aud");
  const auto is_ours = [audience](const Json& value) { return IsText(value, audience); };
  if (member == nullptr ||
      !(member->is_array() ? std::ranges::any_of(*member, is_ours) : is_ours(*member)))
    throw Refused("a token for another audience");
}

// Until when the key proves this token.
std::int64_t CheckKey(const VerificationKey& key, std::optional<std::int64_t> issued,
                      std::int64_t now_us) {
  constexpr std::int64_t kGraceUs = VerificationKey::kGraceUs;
  const std::int64_t end = key.signs_until_us();
  if (end > VerificationKey::kForEver - kGraceUs) return end;
  const std::int64_t proves_until = issued && *issued < end ? end + kGraceUs : end;
  if (proves_until <= now_us) throw Refused("a key that has expired");
  return proves_until;
}

}  // namespace

TokenProof VerifyToken(std::string_view token, const KeySet& keys, const TokenPolicy& policy) {
  const Jws jws = VerifyJws(token, keys);
  CheckType(jws.type);
  const OwnedJson payload = ParseJson(jws.payload);
  const Json& claims = *payload;
  if (!claims.is_object()) throw Refused("claims that are no JSON object");

  const std::string& issuer = RequireText(claims, "iss", "a token without an issuer");
  if (issuer != policy.issuer) throw Refused("a token of another issuer");
  CheckAudience(claims, policy.audience);
  const std::string& subject = RequireText(claims, "sub", "a token without a subject");
  if (subject.empty() || subject.find('\0') != std::string::npos)
    throw Refused("a subject that names nobody");

  const auto expires = FindTime(claims, "exp", ::floor, "an expiry that is no number");
  if (!expires) throw Refused("a token without an expiry");
  if (*expires + policy.leeway_us <= policy.now_us) throw Refused("a token that has expired");
  const auto not_before = FindTime(claims, "nbf", ::ceil, "a \"nbf\" that is no number");
  if (not_before && *not_before > policy.now_us + policy.leeway_us)
    throw Refused("a token that is not valid yet");
  const auto issued = FindTime(claims, "iat", ::ceil, "an \"iat\" that is no number");
  if (issued && *issued > policy.now_us + policy.leeway_us)
    throw Refused("a token from the future");
  const std::int64_t key_ends = CheckKey(*jws.key, issued, policy.now_us);
  return {issuer, subject, std::min(*expires + policy.leeway_us, key_ends)};
}

}  // namespace todo
