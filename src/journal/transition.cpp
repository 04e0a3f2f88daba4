#include "journal/transition.hpp"

#include "pg/table_reader.hpp"

namespace journal {

// Its snapshot is the active one still.
CommandId statement_command() {
  return GetActiveSnapshot()->curcid;
}

TransitionReader::Source TransitionReader::open(Tuplestorestate* store, TupleDesc row) {
  if (store == nullptr) return {};
  // A read pointer of our own: other triggers of the statement read the same rows.
  const int pointer = tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND);
  return {store, pointer, MakeSingleTupleTableSlot(row, &TTSOpsMinimalTuple)};
}

void TransitionReader::rewind_source(Source* source) {
  if (source->store == nullptr) return;
  tuplestore_select_read_pointer(source->store, source->pointer);
  tuplestore_rescan(source->store);
}

TupleTableSlot* TransitionReader::next_of(Source* source) {
  if (source->store == nullptr) return nullptr;
  tuplestore_select_read_pointer(source->store, source->pointer);
  if (!tuplestore_gettupleslot(source->store, true, false, source->slot)) return nullptr;
  slot_getallattrs(source->slot);
  return source->slot;
}

void TransitionReader::close(Source* source) {
  if (source->slot != nullptr) ExecDropSingleTupleTableSlot(source->slot);
}

TransitionReader TransitionReader::begin(TriggerData* trigger) {
  TransitionReader reader{};
  const TupleDesc row = RelationGetDescr(trigger->tg_relation);
  reader.old_ = open(trigger->tg_oldtable, row);
  reader.new_ = open(trigger->tg_newtable, row);
  if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event)) {
    reader.truncated_ = trigger->tg_relation;
    pg::check_is_table(reader.truncated_);
    reader.scanned_ = table_slot_create(reader.truncated_, nullptr);
    reader.snapshot_ = RegisterSnapshot(GetLatestSnapshot());
    reader.scan_ = table_beginscan(reader.truncated_, reader.snapshot_, 0, nullptr);
  }
  reader.rewind();
  return reader;
}

void TransitionReader::rewind() {
  rewind_source(&old_);
  rewind_source(&new_);
  if (scan_ != nullptr) table_rescan(scan_, nullptr);
}

bool TransitionReader::next() {
  CHECK_FOR_INTERRUPTS();
  if (scan_ != nullptr) {
    if (!table_scan_getnextslot(scan_, ForwardScanDirection, scanned_)) return false;
    slot_getallattrs(scanned_);
    before_ = scanned_;
    return true;
  }
  before_ = next_of(&old_);
  after_ = next_of(&new_);  // an update appends to both at once, so they keep step
  return before_ != nullptr || after_ != nullptr;
}

void TransitionReader::end() {
  close(&old_);
  close(&new_);
  if (scan_ == nullptr) return;
  table_endscan(scan_);
  UnregisterSnapshot(snapshot_);
  ExecDropSingleTupleTableSlot(scanned_);
}

}  // namespace journal
