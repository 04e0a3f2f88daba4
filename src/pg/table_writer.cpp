#include "pg/table_writer.hpp"

#include <algorithm>

#include "pg/value.hpp"

extern "C" {
#include "access/table.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "rewrite/rewriteHandler.h"
#include "tcop/utility.h"
#include "utils/fmgroids.h"
}

namespace pg {

namespace {

[[noreturn]] void refuse_state(Relation table, TM_Result state) {
  elog(ERROR, "unexpected state %d of a row of todo.%s", static_cast<int>(state),
       RelationGetRelationName(table));
  pg_unreachable();
}

[[noreturn]] void refuse_concurrent_update() {
  ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                  errmsg("could not serialize access due to concurrent update")));
  pg_unreachable();
}

}  // namespace

TM_Result lock_row(Relation table, ScanKeyData* keys, int count, LockTupleMode mode,
                   LockWaitPolicy wait, TupleTableSlot* slot) {
  ItemPointerData tid;
  TM_Result result = TM_Deleted;
  CommandCounterIncrement();  // what this very statement has written is there, too
  const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
  if (find_row(table, keys, count, snapshot, &tid)) {
    TM_FailureData failure;
    // A lock on a key waits for no update in progress, and is on the version that this makes as
    // well. To lock that one PostgreSQL may wait whatever it is told: who must not wait takes a row
    // that is being updated for busy.
    const bool waits = wait == LockWaitBlock;
    const std::uint8_t versions =
        TUPLE_LOCK_FLAG_FIND_LAST_VERSION | (waits ? TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS : 0);
    result = table_tuple_lock(table, &tid, snapshot, slot, GetCurrentCommandId(true), mode, wait,
                              versions, &failure);
    if (result == TM_Ok && !waits && is_being_updated(slot)) result = TM_WouldBlock;
    if (result != TM_Ok && result != TM_Deleted && result != TM_WouldBlock)
      refuse_state(table, result);
  }
  UnregisterSnapshot(snapshot);
  return result;
}

TableWriter TableWriter::open(KeptTable* table) {
  // The executor refuses for SQL; around it nobody else does, and a standby has no words of its
  // own.
  if (XactReadOnly) PreventCommandIfReadOnly(psprintf("a change of todo.%s", table->name()));
  TableWriter writer{};
  writer.table_ = table->open(RowExclusiveLock);
  writer.memory_ = CurrentMemoryContext;
  writer.columns_ = table->numbers_in(writer.table_);
  writer.count_ = table->count();
  writer.shipped_check_ = table->check();
  return writer;
}

void TableWriter::close() {
  flush();
  for (int i = 0; i < batch_slots_; ++i) ExecDropSingleTupleTableSlot(batch_[i]);
  if (found_ != nullptr) ExecDropSingleTupleTableSlot(found_);
  if (result_ != nullptr) {
    ExecCloseIndices(result_);
    FreeExecutorState(estate_);
  }
  table_close(table_, NoLock);  // the lock stays until the transaction ends
}

TupleTableSlot* TableWriter::make_slot() {
  const MemoryContext before = MemoryContextSwitchTo(memory_);
  TupleTableSlot* const slot = table_slot_create(table_, nullptr);
  MemoryContextSwitchTo(before);
  return slot;
}

bool TableWriter::has_other_columns() const {
  const TupleDesc row = RelationGetDescr(table_);
  int columns = 0;
  for (int i = 0; i < row->natts; ++i)
    if (!TupleDescAttr(row, i)->attisdropped) ++columns;
  return columns > count_;
}

// Whether the owner has added any: those that come with a column are seen to with its default.
bool TableWriter::has_rules() const {
  const TupleConstr* const rules = RelationGetDescr(table_)->constr;
  return rules != nullptr &&
         (has_generated(rules) || std::any_of(rules->check, rules->check + rules->num_check,
                                              [this](const ConstrCheck& check) {
                                                return strcmp(check.ccname, shipped_check_) != 0;
                                              }));
}

void TableWriter::apply_rules(TupleTableSlot* slot) {
  const TupleConstr* const rules = RelationGetDescr(table_)->constr;
  if (rules == nullptr) return;
  open_result();
  // As an insert does, it computes all of them, whatever was changed.
  if (rules->has_generated_stored) ExecComputeStoredGenerated(result_, estate_, slot, CMD_INSERT);
  ExecConstraints(result_, slot, estate_);
  ResetPerTupleExprContext(estate_);
}

void TableWriter::prepare_defaults() {
  const TupleDesc row = RelationGetDescr(table_);
  open_result();
  const MemoryContext before = MemoryContextSwitchTo(memory_);
  defaults_ = static_cast<ExprState**>(palloc0(sizeof(ExprState*) * row->natts));
  for (int i = 0; i < row->natts; ++i) {
    const Form_pg_attribute column = TupleDescAttr(row, i);
    const bool ours = std::find(columns_.number, columns_.number + count_, column->attnum) !=
                      columns_.number + count_;
    if (ours || column->attisdropped || column->attgenerated != '\0') continue;
    auto* const expression = reinterpret_cast<Expr*>(build_column_default(table_, i + 1));
    if (expression != nullptr) defaults_[i] = ExecPrepareExpr(expression, estate_);
  }
  MemoryContextSwitchTo(before);
}

void TableWriter::fill(TupleTableSlot* slot, const Datum* values, const bool* nulls) {
  ExecClearTuple(slot);
  const int width = slot->tts_tupleDescriptor->natts;
  for (int i = 0; i < width; ++i) slot->tts_isnull[i] = true;
  for (int i = 0; i < count_; ++i) {
    slot->tts_values[attribute(i) - 1] = values[i];
    slot->tts_isnull[attribute(i) - 1] = nulls != nullptr && nulls[i];
  }
  const bool others = has_other_columns();
  if (others) {
    if (defaults_ == nullptr) prepare_defaults();
    ExprContext* const context = GetPerTupleExprContext(estate_);
    for (int i = 0; i < width; ++i)
      if (defaults_[i] != nullptr)
        slot->tts_values[i] = ExecEvalExpr(defaults_[i], context, &slot->tts_isnull[i]);
  }
  ExecStoreVirtualTuple(slot);
  ExecMaterializeSlot(slot);
  if (others || has_rules()) apply_rules(slot);
}

void TableWriter::insert(const Datum* values, const bool* nulls) {
  if (batch_rows_ == kBatch) flush();
  if (batch_rows_ == batch_slots_) batch_[batch_slots_++] = make_slot();
  fill(batch_[batch_rows_++], values, nulls);
}

void TableWriter::flush() {
  if (batch_rows_ == 0) return;
  table_multi_insert(table_, batch_, batch_rows_, GetCurrentCommandId(true), 0, nullptr);
  for (int i = 0; i < batch_rows_; ++i) insert_index_entries(batch_[i], NeededEntries::kInAll);
  batch_rows_ = 0;
}

void TableWriter::open_result() {
  if (result_ != nullptr) return;
  const MemoryContext before = MemoryContextSwitchTo(memory_);
  estate_ = CreateExecutorState();
  result_ = makeNode(ResultRelInfo);
  InitResultRelInfo(result_, table_, 0, nullptr, 0);  // 0: in no range table
  ExecOpenIndices(result_, false);
  MemoryContextSwitchTo(before);
}

void TableWriter::insert_index_entries(TupleTableSlot* slot, NeededEntries entries) {
  if (entries == NeededEntries::kNone) return;
  open_result();
  insert_index_tuples(result_, slot, estate_, entries);
  ResetPerTupleExprContext(estate_);
}

bool TableWriter::exists(const todo::Uuid& key) {
  ScanKeyData scan;
  ScanKeyInit(&scan, attribute(0), BTEqualStrategyNumber, F_UUID_EQ,
              TypeOf<todo::Uuid>::to_datum(key));
  ItemPointerData tid;
  const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
  const bool found = find_row(table_, &scan, 1, snapshot, &tid);
  UnregisterSnapshot(snapshot);
  return found;
}

bool TableWriter::has_written(int column, const todo::Uuid& value, CommandId since) {
  ScanKeyData key;
  ScanKeyInit(&key, attribute(column), BTEqualStrategyNumber, F_UUID_EQ,
              TypeOf<todo::Uuid>::to_datum(value));
  const Oid index = index_of(table_, &key, 1);
  SysScanDesc scan = systable_beginscan(table_, index, OidIsValid(index), SnapshotSelf, 1, &key);
  bool found = false;
  HeapTuple tuple;
  while (!found && HeapTupleIsValid(tuple = systable_getnext(scan)))
    found = TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(tuple->t_data)) &&
            HeapTupleHeaderGetCmin(tuple->t_data) >= since;
  systable_endscan(scan);
  return found;
}

void TableWriter::read(Datum* values) {
  slot_getallattrs(found_);
  for (int i = 0; i < count_; ++i) values[i] = found_->tts_values[attribute(i) - 1];
}

bool TableWriter::find(const todo::Uuid& key, Datum* values, RowPlace* place) {
  if (found_ == nullptr) found_ = make_slot();
  found_key_ = key;
  RowPlace nowhere{};
  if (!find_latest_row(table_, attribute(0), key, place != nullptr ? place : &nowhere, found_))
    return false;
  read(values);
  return true;
}

bool TableWriter::lock(const todo::Uuid& key, Datum* values, bool* busy, RowPlace* place) {
  if (!find(key, values, place)) return false;
  if (is_own_version(found_)) return true;  // nobody else can change it
  ItemPointerData tid = found_->tts_tid;
  TM_FailureData failure;
  const TM_Result result = table_tuple_lock(
      table_, &tid, SnapshotSelf, found_, GetCurrentCommandId(true), LockTupleNoKeyExclusive,
      busy != nullptr ? LockWaitSkip : LockWaitBlock, TUPLE_LOCK_FLAG_FIND_LAST_VERSION, &failure);
  if (result == TM_WouldBlock) *busy = true;
  if (result == TM_WouldBlock || result == TM_Deleted) return false;
  if (result != TM_Ok) refuse_state(table_, result);
  read(values);
  // Whoever had the row may have given it another key: then there is none of this key any more.
  if (found_->tts_isnull[attribute(0) - 1] || uuid_from_datum(values[0]) != key) return false;
  if (place != nullptr) note_place(place, table_, key, found_);
  return true;
}

// The row that was found, with these values; columns that the user has added stay as they are.
TupleTableSlot* TableWriter::changed_row(const Datum* values) {
  const TupleDesc row = RelationGetDescr(table_);
  Datum* const all = static_cast<Datum*>(palloc(sizeof(Datum) * row->natts));
  bool* const nulls = static_cast<bool*>(palloc(sizeof(bool) * row->natts));
  memcpy(all, found_->tts_values, sizeof(Datum) * row->natts);
  memcpy(nulls, found_->tts_isnull, sizeof(bool) * row->natts);
  for (int i = 0; i < count_; ++i) {
    all[attribute(i) - 1] = values[i];
    nulls[attribute(i) - 1] = false;
  }
  TupleTableSlot* const slot = make_slot();
  ExecForceStoreHeapTuple(heap_form_tuple(row, all, nulls), slot, true);
  return slot;
}

TM_Result TableWriter::replace(const Datum* values, RowPlace* place) {
  // A transaction that keeps its first snapshot would see both the version of that snapshot and the
  // one that it is about to write, and numbers that others have taken in between would be missing.
  if (IsolationUsesXactSnapshot() &&
      !table_tuple_satisfies_snapshot(table_, found_, GetTransactionSnapshot()))
    refuse_concurrent_update();
  TupleTableSlot* const slot = changed_row(values);
  if (has_rules()) apply_rules(slot);
  NeededEntries entries;
  CheckCmdReplicaIdentity(table_, CMD_UPDATE);  // what was not sent whole would stop a subscriber
  const TM_Result result = update_tuple(table_, &found_->tts_tid, slot, &entries);
  if (result == TM_Ok) {
    insert_index_entries(slot, entries);
    if (place != nullptr) note_place(place, table_, found_key_, slot);
  }
  ExecDropSingleTupleTableSlot(slot);
  return result;
}

void TableWriter::update(const Datum* values, RowPlace* place) {
  const TM_Result result = replace(values, place);
  if (result != TM_Ok) refuse_state(table_, result);
}

bool TableWriter::try_update(const Datum* values, RowPlace* place) {
  if (has_rules()) return false;  // what is about to be committed may make room for this
  const TM_Result result = replace(values, place);
  if (result == TM_Updated || result == TM_Deleted) return false;
  if (result != TM_Ok) refuse_state(table_, result);
  return true;
}

void TableWriter::remove(const ItemPointerData& tid) {
  CheckCmdReplicaIdentity(table_, CMD_DELETE);
  ItemPointerData copy = tid;
  TM_FailureData failure;
  const TM_Result result =
      table_tuple_delete(table_, &copy, GetCurrentCommandId(true), GetActiveSnapshot(),
                         InvalidSnapshot, true, &failure, false);
  if (result == TM_Updated || result == TM_Deleted) refuse_concurrent_update();
  if (result != TM_Ok) refuse_state(table_, result);
}

}  // namespace pg
