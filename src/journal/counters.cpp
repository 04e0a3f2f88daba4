#include "journal/counters.hpp"

#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "pg/value.hpp"

extern "C" {
#include "access/table.h"
#include "utils/fmgroids.h"
}

namespace journal {
namespace {

enum Column { kUserId, kSeq, kOpen, kDone, kTrash, kColumnCount };
constexpr pg::Column kColumns[kColumnCount] = {{"user_id", UUIDOID},
                                               {"seq", INT8OID},
                                               {"open", INT8OID},
                                               {"done", INT8OID},
                                               {"trash", INT8OID}};
constinit pg::KeptTable table("user_counters", kColumns);
// Of the user who was here last: a statement comes twice, and a session mostly for one user.
constinit pg::RowPlace place{};

enum TrimmedColumn { kTrimmedUser, kTrimmedSeq, kTrimmedUntil, kReducedSeq, kTrimmedColumnCount };
constexpr pg::Column kTrimmedColumns[kTrimmedColumnCount] = {{"user_id", UUIDOID},
                                                             {"trimmed_seq", INT8OID},
                                                             {"trimmed_until", TIMESTAMPTZOID},
                                                             {"reduced_seq", INT8OID}};
constinit pg::KeptTable trimmed_table("user_counters", kTrimmedColumns);

constexpr pg::Column kAccountColumns[] = {{"id", UUIDOID}};
constinit pg::KeptTable accounts("users", kAccountColumns);

struct Row {
  Datum values[kColumnCount];
};

Row make_row(const todo::Uuid& user, const UserCounters& counters) {
  return {{pg::TypeOf<todo::Uuid>::to_datum(user), Int64GetDatum(counters.seq),
           Int64GetDatum(counters.tasks.open), Int64GetDatum(counters.tasks.done),
           Int64GetDatum(counters.tasks.trash)}};
}

UserCounters read(const Row& row) {
  return {DatumGetInt64(row.values[kSeq]),
          {DatumGetInt64(row.values[kOpen]), DatumGetInt64(row.values[kDone]),
           DatumGetInt64(row.values[kTrash])}};
}

TM_Result lock_account_row(const todo::Uuid& user, LockWaitPolicy wait) {
  Relation table = accounts.open(RowShareLock);
  TupleTableSlot* const slot = table_slot_create(table, nullptr);
  ScanKeyData key =
      pg::scan_key(table, kAccountColumns[0], F_UUID_EQ, pg::TypeOf<todo::Uuid>::to_datum(user));
  const TM_Result result = pg::lock_row(table, &key, 1, LockTupleKeyShare, wait, slot);
  ExecDropSingleTupleTableSlot(slot);
  table_close(table, NoLock);
  return result;
}

void raise_to(Datum* value, std::int64_t least) {
  *value = Int64GetDatum(Max(least, DatumGetInt64(*value)));
}

void mark(const todo::Uuid& user, std::int64_t trimmed_seq, TimestampTz trimmed_until,
          std::int64_t reduced_seq) {
  pg::TableWriter writer = pg::TableWriter::open(&trimmed_table);
  Datum row[kTrimmedColumnCount];
  if (writer.lock(user, row)) {
    raise_to(&row[kTrimmedSeq], trimmed_seq);
    raise_to(&row[kTrimmedUntil], trimmed_until);  // a timestamptz is its microseconds
    raise_to(&row[kReducedSeq], reduced_seq);
    writer.update(row);
  }
  writer.close();
  CommandCounterIncrement();
}

constinit pg::Statement<todo::Uuid> read_counters{
    pg::Access::kRead,
    "SELECT seq, open, done, trash, trimmed_seq FROM todo.user_counters"
    " WHERE user_id OPERATOR(pg_catalog.=) $1"};

}  // namespace

CounterWriter CounterWriter::open() {
  CounterWriter writer{};
  writer.table_ = pg::TableWriter::open(&table);
  return writer;
}

bool CounterWriter::find(const todo::Uuid& user, UserCounters* counters) {
  Row row;
  if (!table_.find(user, row.values, &place)) return false;
  *counters = read(row);
  return true;
}

bool CounterWriter::lock(const todo::Uuid& user, UserCounters* counters, bool* busy) {
  Row row;
  if (!table_.lock(user, row.values, busy, &place)) return false;
  *counters = read(row);
  return true;
}

void CounterWriter::insert(const todo::Uuid& user) {
  table_.insert(make_row(user, {}).values, nullptr);
}

void CounterWriter::update(const todo::Uuid& user, const UserCounters& counters) {
  table_.update(make_row(user, counters).values, &place);
}

bool CounterWriter::try_update(const todo::Uuid& user, const UserCounters& counters) {
  return table_.try_update(make_row(user, counters).values, &place);
}

bool lock_account(const todo::Uuid& user) {
  if (XactReadOnly) return true;  // what it is for is about to be refused
  return lock_account_row(user, LockWaitBlock) == TM_Ok;
}

void lock_counters(const todo::Uuid& user) {
  CounterWriter writer = CounterWriter::open();
  UserCounters counters;
  writer.lock(user, &counters);
  writer.close();
}

bool lock_account_and_counters(const todo::Uuid& user) {
  if (!lock_account(user)) return false;
  CounterWriter writer = CounterWriter::open();
  UserCounters counters;
  const bool locked = lock_or_create(&writer, user, &counters);
  writer.close();
  return locked;
}

bool try_lock_counters(const todo::Uuid& user) {
  CounterWriter writer = CounterWriter::open();
  UserCounters counters;
  bool busy = false;
  writer.lock(user, &counters, &busy);
  writer.close();
  return !busy;
}

bool try_lock_account_and_counters(const todo::Uuid& user) {
  return lock_account_row(user, LockWaitSkip) != TM_WouldBlock && try_lock_counters(user);
}

bool account_exists(const todo::Uuid& user) {
  pg::TableWriter users = pg::TableWriter::open(&accounts);
  const bool found = users.exists(user);
  users.close();
  return found;
}

bool lock_or_create(CounterWriter* writer, const todo::Uuid& user, UserCounters* counters,
                    bool* made) {
  if (writer->lock(user, counters)) return true;
  // Two sessions may find the row missing: the account's own lock lets one of them make it.
  pg::TableWriter users = pg::TableWriter::open(&accounts);
  Datum id;
  const bool found = users.lock(user, &id);
  users.close();
  if (!found) return false;
  if (writer->lock(user, counters)) return true;
  writer->insert(user);
  writer->flush();
  CommandCounterIncrement();
  if (made != nullptr) *made = true;
  return writer->lock(user, counters);
}

void mark_trimmed(const todo::Uuid& user, std::int64_t seq, TimestampTz until) {
  mark(user, seq, until, 0);
}

void mark_reduced(const todo::Uuid& user, std::int64_t seq, TimestampTz until) {
  mark(user, seq, until, seq);
}

std::optional<ReadableCounters> ReadCounters(const todo::Uuid& user) {
  pg::BigintReceiver row;
  if (read_counters.Run(row.receiver(), user) == 0) return std::nullopt;
  return ReadableCounters{{row[0], {row[1], row[2], row[3]}}, row[4]};
}

}  // namespace journal
