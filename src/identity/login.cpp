// login: signing in with a token, by its bearer or for a gateway's request.
#include "core/bearer_token.hpp"
#include "core/error.hpp"
#include "identity/identity.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/value.hpp"

namespace identity {
namespace {

Datum Login(FunctionCallInfo fcinfo) {
  const pg::Args args(fcinfo);
  const std::optional<std::string_view> token = args.Text(0);
  if (!token) todo::errors::ThrowBadArgument("token must not be null");
  const Scope scope = ParseScope(args.Text(1));
  const Proof proof = Prove(*token);
  SignIn(proof, scope);
  return pg::Call([&proof] { return pg::TypeOf<todo::Uuid>::to_datum(proof.user); });
}

Datum PreRequest(FunctionCallInfo) {
  const Scope scope = ParseScope("transaction");
  const char* const headers =
      pg::Call([] { return GetConfigOption("request.headers", true, false); });
  const std::optional<std::string> token = todo::BearerToken(headers == nullptr ? "" : headers);
  // Whoever was signed in on this connection before is not who sends this request.
  if (token)
    SignIn(Prove(*token), scope);
  else
    SignOut(scope);
  return Datum{0};
}

}  // namespace
}  // namespace identity

TODO_FUNCTION_WITH_SECRET(todo_login, identity::Login, 0);
TODO_FUNCTION_WITH_SECRET_ELSEWHERE(todo_pre_request, identity::PreRequest);
