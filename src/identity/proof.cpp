#include "identity/proof.hpp"

#include <optional>

#include "core/error.hpp"
#include "core/jwt.hpp"
#include "core/refused.hpp"
#include "core/token_memory.hpp"
#include "identity/key_source.hpp"
#include "identity/watch.hpp"
#include "pg/error.hpp"
#include "pg/settings.hpp"
#include "pg/table_reader.hpp"
#include "pg/value.hpp"

extern "C" {
#include "access/table.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
}

namespace identity {
namespace {

using todo::Refused;
using todo::RememberedProof;
using todo::Uuid;

constinit char* issuer = nullptr;
constinit char* audience = nullptr;
constinit int leeway_s = 30;
constinit todo::TokenMemory memory;
constinit WatchedTable identities("identities");

void note_text_change(const char*, void*) {
  note_key_change();
}
void note_number_change(int, void*) {
  note_key_change();
}

std::uint64_t stamp(bool by_identity) {
  return key_changes() + (by_identity ? identities.changes() : 0);
}

void log_refusal(const char* reason) {
  ereport(LOG_SERVER_ONLY, (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
                            errmsg("todo: a token was refused: %s", reason), errhidestmt(true),
                            errhidecontext(true)));
}

struct Known {
  const char* problem;  // a literal, null when there is none
  Uuid user;
};

// Whom the administrator, or the back end, says that a subject of another provider is.
Known find_identity(std::string_view from, std::string_view subject) {
  const Oid oid = identities.find();
  if (!OidIsValid(oid)) return {"no table todo.identities: run todo.install()", {}};
  Relation table = table_open(oid, AccessShareLock);
  pg::check_is_table(table);
  if (!WatchedTable::tells_of_changes(table)) {
    table_close(table, AccessShareLock);
    return {"table todo.identities without its triggers: run todo.install()", {}};
  }
  ScanKeyData keys[] = {pg::scan_key(table, {"issuer", TEXTOID}, F_TEXTEQ,
                                     pg::TypeOf<std::string_view>::to_datum(from)),
                        pg::scan_key(table, {"subject", TEXTOID}, F_TEXTEQ,
                                     pg::TypeOf<std::string_view>::to_datum(subject))};
  const AttrNumber user_id = pg::find_column(table, "user_id", UUIDOID);
  Known known{"a subject that is no UUID, and not in todo.identities", {}};
  const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
  pg::read_rows(table, keys, 2, snapshot, [&known, user_id, table](HeapTuple tuple) {
    bool is_null;
    const Datum value = heap_getattr(tuple, user_id, RelationGetDescr(table), &is_null);
    if (!is_null) known = {nullptr, pg::uuid_from_datum(value)};
    return false;
  });
  UnregisterSnapshot(snapshot);
  table_close(table, AccessShareLock);
  return known;
}

RememberedProof Verify(std::string_view token, TimestampTz now) {
  if (*issuer == '\0' || *audience == '\0')
    throw Refused("todo.jwt_issuer and todo.jwt_audience are not both set");
  // Before anything is read: what changes meanwhile makes the proof stale.
  const std::uint64_t direct = stamp(false);
  const std::uint64_t by_identity = stamp(true);
  const todo::TokenProof proof = todo::VerifyToken(
      token, CurrentKeys(), {issuer, audience, leeway_s * USECS_PER_SEC, pg::to_unix_us(now)});
  RememberedProof proven{{}, {}, pg::from_unix_us(proof.expires_us), direct, false};
  if (const std::optional<Uuid> user = todo::ParseUuid(proof.subject); user) {
    proven.user = *user;
    return proven;
  }
  const std::string_view from = proof.issuer;
  const std::string_view subject = proof.subject;
  const Known known = pg::Call([from, subject] { return find_identity(from, subject); });
  if (known.problem != nullptr) throw Refused(known.problem);
  proven.user = known.user;
  proven.stamp = by_identity;
  proven.by_identity = true;
  return proven;
}

}  // namespace

void define_token_settings() {
  constexpr int kMaxLeeway = 600;
  pg::define_string_setting("todo.jwt_issuer", "Who signs the tokens: what \"iss\" must be.",
                            "While it is empty, every login is refused.", &issuer, "", PGC_SIGHUP,
                            GUC_NOT_IN_SAMPLE, nullptr, note_text_change, nullptr);
  pg::define_string_setting("todo.jwt_audience",
                            "For whom the tokens are: what \"aud\" must be, or have.",
                            "While it is empty, every login is refused.", &audience, "", PGC_SIGHUP,
                            GUC_NOT_IN_SAMPLE, nullptr, note_text_change, nullptr);
  pg::define_int_setting("todo.jwt_leeway",
                         "By how much the signer's clock may differ from the server's.",
                         "A token is good for that much longer.", &leeway_s, leeway_s, 0,
                         kMaxLeeway, PGC_SIGHUP, GUC_UNIT_S, nullptr, note_number_change, nullptr);
  define_key_settings();
  identities.start();
}

Proof Prove(std::string_view token) {
  // In the midst of a transaction, too, a key that was taken away before this call is not believed.
  pg::Call([] { AcceptInvalidationMessages(); });
  const TimestampTz now = GetCurrentTimestamp();
  if (token.size() > todo::kMaxTokenSize) token = token.substr(0, todo::kMaxTokenSize + 1);
  const todo::Sha256 digest = todo::Sha256Of(token);
  if (const RememberedProof* const known = memory.Find(digest);
      known != nullptr && known->stamp == stamp(known->by_identity) && now < known->expires_us)
    return {known->user, known->expires_us};
  const char* reason = nullptr;
  try {
    RememberedProof proof = Verify(token, now);
    proof.digest = digest;
    memory.Remember(proof);
    return {proof.user, proof.expires_us};
  } catch (const Refused& refused) {
    reason = refused.what();  // a literal: it outlives the exception
  }
  pg::Call([reason] { log_refusal(reason); });
  throw todo::Error(todo::errors::kTokenRefused);
}

}  // namespace identity
