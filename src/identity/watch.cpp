#include "identity/watch.hpp"

#include "pg/entry.hpp"
#include "pg/table_reader.hpp"

extern "C" {
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "utils/inval.h"
#include "utils/syscache.h"
}

namespace identity {
namespace {

// The function of the triggers that tell, InvalidOid when there is none.
Oid find_teller() {
  return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum("forget_proofs"),
                         PointerGetDatum(buildoidvector(nullptr, 0)),
                         ObjectIdGetDatum(get_namespace_oid("todo", true)));
}

}  // namespace

void WatchedTable::start() {
  if (started_) return;
  CacheRegisterRelcacheCallback(invalidated, PointerGetDatum(this));
  started_ = true;
}

// Called in the midst of anything: it only counts.
void WatchedTable::invalidated(Datum self, Oid relation) {
  auto* const watched = reinterpret_cast<WatchedTable*>(DatumGetPointer(self));
  if (!OidIsValid(relation) || relation == watched->table_) ++watched->changes_;
}

Oid WatchedTable::find() {
  table_ = pg::find_table_if_any(name_);
  return table_;
}

bool WatchedTable::tells_of_changes(Relation table) {
  bool of_rows = false;
  bool of_truncation = false;
  // First: a look-up takes in what others have committed, and what the table says of its triggers
  // is made anew then, elsewhere.
  const Oid teller = find_teller();
  const TriggerDesc* const triggers = table->trigdesc;
  for (int i = 0; triggers != nullptr && i < triggers->numtriggers; ++i) {
    const Trigger& trigger = triggers->triggers[i];
    if (trigger.tgfoid != teller || trigger.tgenabled != TRIGGER_FIRES_ALWAYS ||
        trigger.tgqual != nullptr || trigger.tgnattr > 0)
      continue;
    const int16 type = trigger.tgtype;
    if (TRIGGER_FOR_ROW(type) && TRIGGER_FOR_AFTER(type) && TRIGGER_FOR_INSERT(type) &&
        TRIGGER_FOR_UPDATE(type) && TRIGGER_FOR_DELETE(type))
      of_rows = true;
    if (TRIGGER_FOR_TRUNCATE(type)) of_truncation = true;
  }
  return of_rows && of_truncation;
}

namespace {

Datum forget_proofs(FunctionCallInfo fcinfo) {
  if (!CALLED_AS_TRIGGER(fcinfo))
    ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                    errmsg("function todo.forget_proofs() is for triggers alone")));
  CacheInvalidateRelcache(reinterpret_cast<TriggerData*>(fcinfo->context)->tg_relation);
  return PointerGetDatum(nullptr);
}

}  // namespace
}  // namespace identity

TODO_PLAIN_FUNCTION(todo_forget_proofs, identity::forget_proofs);
