#include "execute/keys.hpp"

#include "journal/counters.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "pg/table_writer.hpp"

extern "C" {
#include "access/table.h"
#include "executor/executor.h"
#include "tcop/utility.h"
#include "utils/fmgroids.h"
}

namespace execute {
namespace {

using todo::Sha256;
using todo::Uuid;

enum Column { kUserId, kKey, kFingerprint, kResult, kCreatedAt, kColumnCount };
constexpr pg::Column kTableColumns[kColumnCount] = {{"user_id", UUIDOID},
                                                    {"key", TEXTOID},
                                                    {"fingerprint", BYTEAOID},
                                                    {"result", JSONBOID},
                                                    {"created_at", TIMESTAMPTZOID}};

constinit pg::KeptTable keys_table("idempotency_keys", kTableColumns);

// $1: the user; $2: the time before which a key is too old; $3: how many.
constinit pg::Statement<Uuid, pg::Timestamp, std::int64_t> find_keys{
    pg::Access::kWrite,
    "SELECT ctid FROM todo.idempotency_keys WHERE user_id OPERATOR(pg_catalog.=) $1"
    " AND created_at OPERATOR(pg_catalog.<) $2 LIMIT $3"};

// Null when there is no such row. It waits for whoever has it. The slot is the caller's to drop.
TupleTableSlot* lock_key(Relation table, const KeyUse& use) {
  ScanKeyData keys[] = {
      pg::scan_key(table, kTableColumns[kUserId], F_UUID_EQ, pg::TypeOf<Uuid>::to_datum(use.user)),
      pg::scan_key(table, kTableColumns[kKey], F_TEXTEQ, use.key)};
  TupleTableSlot* const slot = table_slot_create(table, nullptr);
  if (pg::lock_row(table, keys, 2, LockTupleExclusive, LockWaitBlock, slot) == TM_Ok) return slot;
  ExecDropSingleTupleTableSlot(slot);
  return nullptr;
}

bool is_same(Datum stored, const Sha256& fingerprint) {
  const auto* const bytes = DatumGetByteaPP(stored);
  return VARSIZE_ANY_EXHDR(bytes) == fingerprint.size() &&
         memcmp(VARDATA_ANY(bytes), fingerprint.data(), fingerprint.size()) == 0;
}

Datum to_bytea(const Sha256& fingerprint) {
  return PointerGetDatum(cstring_to_text_with_len(reinterpret_cast<const char*>(fingerprint.data()),
                                                  static_cast<int>(fingerprint.size())));
}

KeyRecord read_record(Relation table, TupleTableSlot* row, const KeyUse& use) {
  slot_getallattrs(row);
  const auto value = [table, row, columns = keys_table.numbers_in(table)](Column column) {
    const AttrNumber number = columns.number[column];
    pg::check_value(RelationGetDescr(table), row, number - 1);
    return row->tts_values[number - 1];
  };
  if (DatumGetTimestampTz(value(kCreatedAt)) < GetCurrentTimestamp() - kKeptFor)
    return {KeyState::kFree, nullptr};
  if (!is_same(value(kFingerprint), use.fingerprint)) return {KeyState::kUsedOtherwise, nullptr};
  return {KeyState::kUsed, DatumGetJsonbPCopy(value(kResult))};
}

// One that is too old makes room for the new one.
void drop_expired(const KeyUse& use) {
  Relation table = keys_table.open(RowExclusiveLock);
  TupleTableSlot* const row = lock_key(table, use);
  if (row != nullptr) {
    CheckCmdReplicaIdentity(table, CMD_DELETE);
    simple_table_tuple_delete(table, &row->tts_tid, GetActiveSnapshot());
    ExecDropSingleTupleTableSlot(row);
  }
  table_close(table, NoLock);
}

// The same for what means the same, however the JSON was written.
void append_value(StringInfo bytes, Oid type, Datum value) {
  const void* data = &value;
  int size = sizeof value;
  if (type == UUIDOID) {
    data = DatumGetUUIDP(value);
    size = UUID_LEN;
  } else if (type == TEXTOID || type == JSONBOID) {
    data = VARDATA_ANY(DatumGetPointer(value));
    size = VARSIZE_ANY_EXHDR(DatumGetPointer(value));
  }
  appendBinaryStringInfo(bytes, reinterpret_cast<const char*>(&size), sizeof size);
  appendBinaryStringInfo(bytes, static_cast<const char*>(data), size);
}

std::string_view written_out(const Function& function, const Arguments& arguments) {
  StringInfoData bytes;
  initStringInfo(&bytes);
  appendStringInfoString(&bytes, function.name());
  const std::span<const Argument> known = function.arguments();
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (arguments[i].isnull) continue;  // the same as left out
    appendStringInfoChar(&bytes, '\0');
    appendStringInfoString(&bytes, known[i].name);
    append_value(&bytes, known[i].type, arguments[i].value);
  }
  return {bytes.data, static_cast<std::size_t>(bytes.len)};
}

}  // namespace

KeyUse MakeKeyUse(const Uuid& user, std::string_view key, const Function& function,
                  const Arguments& arguments) {
  const Sha256 fingerprint =
      todo::Sha256Of(pg::Call([&] { return written_out(function, arguments); }));
  return pg::Call([&] {
    return KeyUse{user, pg::TypeOf<std::string_view>::to_datum(key), fingerprint};
  });
}

KeyRecord look_up(const KeyUse& use) {
  PreventCommandIfReadOnly("todo.execute() with a key");
  // Table access checks no foreign key: the lock on the account stands in for it.
  if (!journal::lock_account_and_counters(use.user)) return {KeyState::kNoAccount, nullptr};
  Relation table = keys_table.open(RowExclusiveLock);
  KeyRecord record{KeyState::kFree, nullptr};
  TupleTableSlot* const row = lock_key(table, use);
  if (row != nullptr) {
    record = read_record(table, row, use);
    ExecDropSingleTupleTableSlot(row);
  }
  table_close(table, NoLock);
  return record;
}

void remember(const KeyUse& use, Jsonb* result) {
  drop_expired(use);
  pg::TableWriter table = pg::TableWriter::open(&keys_table);
  Datum values[kColumnCount];
  values[kUserId] = pg::TypeOf<Uuid>::to_datum(use.user);
  values[kKey] = use.key;
  values[kFingerprint] = to_bytea(use.fingerprint);
  values[kResult] = JsonbPGetDatum(result);
  values[kCreatedAt] = TimestampTzGetDatum(GetCurrentTimestamp());
  table.insert(values, nullptr);
  table.close();
  CommandCounterIncrement();  // the same key may come again in this very call
}

// Nobody may write the keys by SQL, so the rows that SQL has found are deleted around it.
std::int64_t DropKeys(const Uuid& user, pg::Timestamp due, std::int64_t rows) {
  pg::ListReceiver<ItemPointerData> keys;
  find_keys.Run(keys.receiver(), user, due, rows);
  pg::Call([&keys] {
    pg::TableWriter table = pg::TableWriter::open(&keys_table);
    for (const ItemPointerData& key : keys) {
      CHECK_FOR_INTERRUPTS();
      table.remove(key);
    }
    table.close();
  });
  return static_cast<std::int64_t>(keys.size());
}

}  // namespace execute
