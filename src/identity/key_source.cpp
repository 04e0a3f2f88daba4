#include "identity/key_source.hpp"

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <utility>

#include "core/refused.hpp"
#include "identity/watch.hpp"
#include "pg/error.hpp"
#include "pg/settings.hpp"
#include "pg/table_reader.hpp"
#include "pg/value.hpp"

extern "C" {
#include "access/table.h"
#include "storage/fd.h"
}

namespace identity {
namespace {

using todo::KeySet;
using todo::Refused;
using todo::VerificationKey;

constinit char* keys_text = nullptr;
constinit char* keys_file = nullptr;
constinit WatchedTable jwks("jwks");
constinit std::uint64_t setting_changes = 0;

// Never freed at exit: a backend ends without destructors.
constinit KeySet* current = nullptr;
constinit std::uint64_t current_as_of = 0;

void note_text_change(const char*, void*) {
  ++setting_changes;
}

bool is_set(const char* text) {
  return text != nullptr && *text != '\0';
}

void log_read_error(const char* path) {
  ereport(LOG_SERVER_ONLY,
          (errcode_for_file_access(), errmsg("todo.jwt_keys_file: \"%s\" cannot be read: %m", path),
           errhidestmt(true), errhidecontext(true)));
}

// The file's content, null when it cannot be had; why is in the log.
char* read_file(const char* path, int* size) {
  struct stat status;
  if (stat(path, &status) != 0) {
    log_read_error(path);
    return nullptr;
  }
  if (!S_ISREG(status.st_mode)) {
    ereport(LOG_SERVER_ONLY, (errmsg("todo.jwt_keys_file: \"%s\" is no ordinary file", path),
                              errhidestmt(true), errhidecontext(true)));
    return nullptr;
  }
  if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0)
    ereport(LOG_SERVER_ONLY,
            (errmsg("todo.jwt_keys_file: \"%s\" may be used by others than its owner", path),
             errhint("Take the permission away: chmod g-w,o-rwx."), errhidestmt(true),
             errhidecontext(true)));
  FILE* const file = AllocateFile(path, "rb");
  if (file == nullptr) {
    log_read_error(path);
    return nullptr;
  }
  constexpr std::size_t kCapacity = KeySet::kMaxTextSize + 1;  // one more: too large is seen
  auto* const text = static_cast<char*>(palloc(kCapacity));
  *size = static_cast<int>(fread(text, 1, kCapacity, file));
  const bool failed = ferror(file) != 0;
  if (failed) log_read_error(path);
  FreeFile(file);
  return failed ? nullptr : text;
}

void AddFile(KeySet* keys, const char* path) {
  int size = 0;
  char* const text = pg::Call([path, &size] { return read_file(path, &size); });
  if (text == nullptr) throw Refused("the key file cannot be read");
  const auto wipe = [&size](char* secret) { explicit_bzero(secret, size); };
  const std::unique_ptr<char, decltype(wipe)> wiped(text, wipe);
  keys->AddSet({text, static_cast<std::size_t>(size)}, KeySet::Source::kFile);
}

// Better Auth's table: one public key a row, whose id is the key's.
struct KeyRow {
  char* id;
  char* public_key;
  char* algorithm;  // null where it does not say
  std::int64_t signs_until_us;
};

struct KeyRows {
  const char* problem;  // a literal, null when there is none
  KeyRow* rows;
  int count;
};

constexpr int kMaxKeys = 100;

// For ever, too, is what lies beyond the range of the other epoch.
std::int64_t to_signs_until(Datum value, bool is_null) {
  const TimestampTz time = DatumGetTimestampTz(value);
  return is_null || time >= PG_INT64_MAX - pg::kUnixToPostgresUs ? VerificationKey::kForEver
                                                                 : pg::to_unix_us(time);
}

// Better Auth leaves keys where they are when they have ended.
bool proves_nothing_more(std::int64_t signs_until_us, std::int64_t now_us) {
  return signs_until_us < now_us - VerificationKey::kGraceUs;
}

KeyRows read_table() {
  const Oid oid = jwks.find();
  if (!OidIsValid(oid)) return {"no keys: there is neither setting nor table", nullptr, 0};
  Relation table = table_open(oid, AccessShareLock);
  pg::check_is_table(table);
  KeyRows keys{nullptr, static_cast<KeyRow*>(palloc(sizeof(KeyRow) * kMaxKeys)), 0};
  if (!WatchedTable::tells_of_changes(table)) {
    keys.problem = "table todo.jwks without its triggers: run todo.install_better_auth()";
  } else {
    const AttrNumber id = pg::find_column(table, "id", InvalidOid);
    const AttrNumber public_key = pg::find_column(table, "public_key", TEXTOID);
    const AttrNumber expires_at = pg::find_column(table, "expires_at", TIMESTAMPTZOID);
    // Earlier releases of Better Auth keep none.
    const bool has_algorithm = get_attnum(RelationGetRelid(table), "alg") != InvalidAttrNumber;
    const AttrNumber algorithm =
        has_algorithm ? pg::find_column(table, "alg", TEXTOID) : public_key;
    Oid id_output;
    bool is_varlena;
    const TupleDesc row = RelationGetDescr(table);
    getTypeOutputInfo(TupleDescAttr(row, id - 1)->atttypid, &id_output, &is_varlena);
    const std::int64_t now_us = pg::to_unix_us(GetCurrentTimestamp());
    const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    pg::read_rows(table, nullptr, 0, snapshot, [&](HeapTuple tuple) {
      bool no_id;
      bool no_key;
      bool no_algorithm;
      bool for_ever;
      const Datum id_value = heap_getattr(tuple, id, row, &no_id);
      const Datum key_value = heap_getattr(tuple, public_key, row, &no_key);
      const Datum algorithm_value = heap_getattr(tuple, algorithm, row, &no_algorithm);
      const Datum end = heap_getattr(tuple, expires_at, row, &for_ever);
      const std::int64_t signs_until_us = to_signs_until(end, for_ever);
      if (no_id || no_key || proves_nothing_more(signs_until_us, now_us)) return true;
      if (keys.count == kMaxKeys) {
        keys.problem = "more than 100 keys in table todo.jwks";
        return false;
      }
      keys.rows[keys.count++] = {
          OidOutputFunctionCall(id_output, id_value), TextDatumGetCString(key_value),
          no_algorithm || !has_algorithm ? nullptr : TextDatumGetCString(algorithm_value),
          signs_until_us};
      return true;
    });
    UnregisterSnapshot(snapshot);
  }
  table_close(table, AccessShareLock);
  return keys;
}

void log_left_out(const char* reason) {
  ereport(LOG_SERVER_ONLY,
          (errmsg("todo: a key is left out: %s", reason), errhidestmt(true), errhidecontext(true)));
}

void LogLeftOut(const char* reason) {
  pg::Call([reason] { log_left_out(reason); });
}

void AddTable(KeySet* keys) {
  const KeyRows table = pg::Call([] { return read_table(); });
  if (table.problem != nullptr) throw Refused(table.problem);
  for (int i = 0; i < table.count; ++i) {
    const KeyRow& row = table.rows[i];
    std::optional<Refused> refused;
    try {
      const VerificationKey::AlgorithmName algorithm =
          row.algorithm == nullptr ? std::nullopt : VerificationKey::AlgorithmName(row.algorithm);
      keys->AddPublicKey(row.public_key, row.id, row.signs_until_us, algorithm);
    } catch (const Refused& reason) {
      refused = reason;
    }
    if (refused) LogLeftOut(refused->what());
  }
}

}  // namespace

void define_key_settings() {
  pg::define_string_setting(
      "todo.jwt_keys", "Public keys that tokens are checked with: a JSON Web Key Set (RFC 7517).",
      "Where this and todo.jwt_keys_file are empty, the keys are those of table todo.jwks.",
      &keys_text, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY | GUC_NOT_IN_SAMPLE, nullptr, note_text_change,
      nullptr);
  pg::define_string_setting(
      "todo.jwt_keys_file", "File with a JSON Web Key Set (RFC 7517), for keys that are secret.",
      "A path that the server can read, from its data directory on; it is read again after a "
      "reload.",
      &keys_file, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY | GUC_NOT_IN_SAMPLE, nullptr, note_text_change,
      nullptr);
  jwks.start();
}

std::uint64_t key_changes() {
  return setting_changes + jwks.changes();
}

void note_key_change() {
  ++setting_changes;
}

const KeySet& CurrentKeys() {
  if (current != nullptr && current_as_of == key_changes()) return *current;
  delete std::exchange(current, nullptr);
  const std::uint64_t as_of = key_changes();  // what changes while it is read is read again
  auto keys = std::make_unique<KeySet>();
  if (is_set(keys_text)) keys->AddSet(keys_text, KeySet::Source::kSetting);
  if (is_set(keys_file)) AddFile(keys.get(), keys_file);
  if (!is_set(keys_text) && !is_set(keys_file)) AddTable(keys.get());
  for (const char* const reason : keys->left_out()) LogLeftOut(reason);
  current = keys.release();
  current_as_of = as_of;
  return *current;
}

}  // namespace identity
