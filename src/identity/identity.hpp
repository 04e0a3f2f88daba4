// Who is signed in.
//
// The user is carried by the setting `todo.user_id`, which only this file can write. PostgreSQL
// itself then gives it transaction scope, savepoint rollback, RESET ALL, DISCARD ALL and the copy
// into parallel workers; nobody can pose as another by SQL, superusers included.
#pragma once

#include <optional>

#include "core/uuid.hpp"
#include "identity/proof.hpp"

namespace identity {

// Defines todo.user_id. Called by _PG_init, again when that has failed.
void define_settings();

// Nothing when nobody is signed in, or the proof has expired.
std::optional<todo::Uuid> CurrentUser();

// The same. Throws errors::kNotSignedIn when there is none, errors::kProofExpired when the proof
// has expired.
todo::Uuid RequireUser();

// Nobody is signed in, and it is not that a proof has expired: that must not turn an end user's
// session into a service for which nobody is signed in, which sees everybody's rows.
bool nobody_signed_in();

// For what is done about everybody's rows: throws errors::kSignedInMaintenance unless nobody is
// signed in, since the user's own alone would be seen.
void RequireNobody();

enum class Scope : std::uint8_t { kTransaction, kSession };

// 'transaction' or 'session'. Throws errors::kBadArgument, and errors::kNoTransaction where a
// transaction is asked for outside one: the identity would silently last for one statement. (Within
// a subtransaction, such as a PL/pgSQL block with EXCEPTION, the server does not tell.)
Scope ParseScope(const std::optional<std::string_view>& scope);

void SignIn(const Proof& proof, Scope scope);
void SignOut(Scope scope);

namespace detail {
int SignInForNow(const Proof& proof);
void PutBack(int level);
}  // namespace detail

// Signs in for what `body` does. When it throws, the (sub)transaction's end puts back who was
// signed in before.
template <class Body>
void AsUser(const Proof& proof, Body body) {
  const int level = detail::SignInForNow(proof);
  body();
  detail::PutBack(level);
}

}  // namespace identity
