#include "journal/accounts.hpp"

#include "journal/counters.hpp"
#include "journal/transition.hpp"
#include "pg/value.hpp"

extern "C" {
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
}

namespace journal {
namespace {

using todo::Uuid;

// The transaction that has deleted an account, or given it another id, last.
constinit TransactionId accounts_changed_in = InvalidTransactionId;

// An account that has been given another id.
struct Rename {
  Uuid from;  // the key
  Uuid to;
  CommandId command;
  TransactionId transaction;  // or the savepoint's, which may be rolled back
};
constinit HTAB* renames = nullptr;  // the transaction's
constinit TransactionId renamed_in = InvalidTransactionId;

void note_rename(const Uuid& from, const Uuid& to) {
  if (renamed_in != GetTopTransactionId()) {
    HASHCTL control{};
    control.keysize = sizeof(Uuid);
    control.entrysize = sizeof(Rename);
    control.hcxt = TopTransactionContext;
    renames =
        hash_create("todo renamed accounts", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
    renamed_in = GetTopTransactionId();
  }
  auto* const rename = static_cast<Rename*>(hash_search(renames, &from, HASH_ENTER, nullptr));
  rename->to = to;
  rename->command = GetCurrentCommandId(false);
  rename->transaction = GetCurrentTransactionId();
}

// Its owner may have let the table take nulls.
Uuid account_id(Datum id, bool is_null) {
  if (is_null)
    ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION), errmsg("an account has no id")));
  return pg::uuid_from_datum(id);
}

Uuid account_id(HeapTuple tuple, AttrNumber id, TupleDesc row) {
  bool is_null;
  const Datum value = heap_getattr(tuple, id, row, &is_null);
  return account_id(value, is_null);
}

}  // namespace

void count_new_accounts(TriggerData* trigger) {
  TransitionReader reader = TransitionReader::begin(trigger);
  CounterWriter writer = CounterWriter::open();
  const AttrNumber id = pg::find_column(trigger->tg_relation, "id", UUIDOID);
  UserCounters counters;
  while (reader.next()) {
    const TupleTableSlot* const account = reader.after();
    const Uuid user = account_id(account->tts_values[id - 1], account->tts_isnull[id - 1]);
    // What came first, such as a trigger that welcomes the user with a task, has made them.
    if (!writer.find(user, &counters)) writer.insert(user);
  }
  writer.close();
  reader.end();
  CommandCounterIncrement();
}

Datum lock_changing_account(TriggerData* trigger) {
  accounts_changed_in = GetTopTransactionId();
  const AttrNumber id = pg::find_column(trigger->tg_relation, "id", UUIDOID);
  const TupleDesc row = RelationGetDescr(trigger->tg_relation);
  const Uuid user = account_id(trigger->tg_trigtuple, id, row);
  lock_counters(user);
  if (!TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)) return PointerGetDatum(trigger->tg_trigtuple);
  note_rename(user, account_id(trigger->tg_newtuple, id, row));
  return PointerGetDatum(trigger->tg_newtuple);
}

// What removed it then ran in this transaction, through the trigger of users or, should that be
// off, at least through the foreign key's.
bool account_may_be_gone() {
  return accounts_changed_in == GetTopTransactionIdIfAny() ||
         DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, Datum{0})) > 1;
}

// A task that follows its account to the id that the statement gives it has not changed, since
// counters and events follow as well.
Uuid id_after_statement(const Uuid& user) {
  if (renamed_in != GetTopTransactionIdIfAny() || renamed_in == InvalidTransactionId) return user;
  const auto* const rename =
      static_cast<const Rename*>(hash_search(renames, &user, HASH_FIND, nullptr));
  const bool holds = rename != nullptr && rename->command >= statement_command() &&
                     TransactionIdIsCurrentTransactionId(rename->transaction);
  return holds ? rename->to : user;
}

}  // namespace journal
