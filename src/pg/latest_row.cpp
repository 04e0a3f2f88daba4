#include "pg/latest_row.hpp"

#include "pg/table_reader.hpp"
#include "pg/value.hpp"

extern "C" {
#include "access/heapam.h"
#include "access/transam.h"
#include "utils/fmgroids.h"
}

namespace pg {
namespace {

// The versions that updates leave behind are cleared away when the page has less room than this,
// not whenever its fillfactor says so: that would be at each update, and takes longer than one.
constexpr Size kEnoughRoom = BLCKSZ / 8;

// The tuple of a slot that may hold one in a page.
HeapTuple tuple_of(TupleTableSlot* slot) {
  return &reinterpret_cast<BufferHeapTupleTableSlot*>(slot)->base.tupdata;
}

// To be read: nothing on the page moves, or is cleared away, until it is left.
void enter_page(Relation table, Buffer buffer) {
  LockBuffer(buffer, BUFFER_LOCK_SHARE);
  if (PageGetHeapFreeSpace(BufferGetPage(buffer)) >= kEnoughRoom) return;
  LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
  heap_page_prune_opt(table, buffer);
  LockBuffer(buffer, BUFFER_LOCK_SHARE);
}

// With what was found in the slot, which keeps the page pinned.
void leave_page(Relation table, Buffer buffer, bool found, TupleTableSlot* slot) {
  LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
  if (!found) {
    ReleaseBuffer(buffer);
    return;
  }
  slot->tts_tableOid = RelationGetRelid(table);
  ExecStorePinnedBufferHeapTuple(tuple_of(slot), slot, buffer);
}

// Whether what is at the place is the row's latest version.
bool is_latest(Relation table, AttrNumber key, const RowPlace& place, HeapTuple tuple) {
  Page page = BufferGetPage(place.buffer);
  const OffsetNumber offset = ItemPointerGetOffsetNumber(&place.tid);
  if (offset > PageGetMaxOffsetNumber(page)) return false;
  ItemId item = PageGetItemId(page, offset);
  if (!ItemIdIsNormal(item)) return false;
  tuple->t_data = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item));
  tuple->t_len = ItemIdGetLength(item);
  tuple->t_self = place.tid;
  tuple->t_tableOid = place.table;
  bool is_null;
  const Datum value = heap_getattr(tuple, key, RelationGetDescr(table), &is_null);
  return !is_null && uuid_from_datum(value) == place.key &&
         HeapTupleSatisfiesVisibility(tuple, SnapshotSelf, place.buffer);
}

bool find_at_place(Relation table, AttrNumber key, const todo::Uuid& uuid, const RowPlace& place,
                   TupleTableSlot* slot) {
  if (place.table != RelationGetRelid(table) || place.key != uuid ||
      !pin_if_there(table, ItemPointerGetBlockNumber(&place.tid), place.buffer))
    return false;
  enter_page(table, place.buffer);
  const bool found = is_latest(table, key, place, tuple_of(slot));
  leave_page(table, place.buffer, found, slot);
  return found;
}

// `*has_entry`: whether the index has any of the key, be it of a version that is gone.
bool find_by_index(Relation table, Oid index_oid, ScanKeyData key, TupleTableSlot* slot,
                   bool* has_entry) {
  Relation index = index_open(index_oid, AccessShareLock);
  key.sk_attno = 1;  // the index's first column
  IndexScanDesc scan = begin_index_scan(table, index, SnapshotSelf, 1);
  index_rescan(scan, &key, 1, nullptr, 0);
  bool found = false;
  while (!found) {
    const ItemPointer entry = index_getnext_tid(scan, ForwardScanDirection);
    if (entry == nullptr) break;
    *has_entry = true;
    ItemPointerData tid = *entry;  // where the row's versions on that page begin
    Buffer buffer = ReadBuffer(table, ItemPointerGetBlockNumber(&tid));
    enter_page(table, buffer);
    found =
        heap_hot_search_buffer(&tid, table, buffer, SnapshotSelf, tuple_of(slot), nullptr, true);
    leave_page(table, buffer, found, slot);
  }
  index_endscan(scan);
  index_close(index, AccessShareLock);
  return found;
}

// By a snapshot: what find_by_index() has missed, and where there is no heap, or no index that
// begins with the column any more.
bool find_by_any_means(Relation table, ScanKeyData key, TupleTableSlot* slot) {
  const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
  ItemPointerData tid;
  const bool found = find_row(table, &key, 1, snapshot, &tid) &&
                     table_tuple_fetch_row_version(table, &tid, snapshot, slot);
  UnregisterSnapshot(snapshot);
  return found;
}

}  // namespace

bool is_own_version(TupleTableSlot* slot) {
  return TTS_IS_BUFFERTUPLE(slot) &&
         TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(tuple_of(slot)->t_data));
}

bool is_being_updated(TupleTableSlot* slot) {
  if (!TTS_IS_BUFFERTUPLE(slot)) return false;
  const Buffer buffer = reinterpret_cast<BufferHeapTupleTableSlot*>(slot)->buffer;
  const HeapTupleHeader header = tuple_of(slot)->t_data;
  LockBuffer(buffer, BUFFER_LOCK_SHARE);
  const bool has_updater = (header->t_infomask & HEAP_XMAX_INVALID) == 0 &&
                           !HEAP_XMAX_IS_LOCKED_ONLY(header->t_infomask);
  const TransactionId updater =
      has_updater ? HeapTupleHeaderGetUpdateXid(header) : InvalidTransactionId;
  LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
  return has_updater && !TransactionIdIsCurrentTransactionId(updater) &&
         !TransactionIdDidAbort(updater);
}

void note_place(RowPlace* place, Relation table, const todo::Uuid& uuid, TupleTableSlot* slot) {
  if (!TTS_IS_BUFFERTUPLE(slot)) return;
  // A row that was written does not say in which buffer it is: mostly in the same.
  const Buffer buffer = reinterpret_cast<BufferHeapTupleTableSlot*>(slot)->buffer;
  if (BufferIsValid(buffer)) place->buffer = buffer;
  place->table = RelationGetRelid(table);
  place->key = uuid;
  place->tid = slot->tts_tid;
}

bool find_latest_row(Relation table, AttrNumber key, const todo::Uuid& uuid, RowPlace* place,
                     TupleTableSlot* slot) {
  ExecClearTuple(slot);
  const bool is_heap = TTS_IS_BUFFERTUPLE(slot);
  if (is_heap && find_at_place(table, key, uuid, *place, slot)) return true;
  ScanKeyData scan_key;
  ScanKeyInit(&scan_key, key, BTEqualStrategyNumber, F_UUID_EQ, TypeOf<todo::Uuid>::to_datum(uuid));
  const Oid index = is_heap ? index_of(table, &scan_key, 1) : InvalidOid;
  if (!OidIsValid(index)) return find_by_any_means(table, scan_key, slot);
  bool has_entry = false;
  // Between the look at the index and that at the page the row may have been replaced by one which
  // is elsewhere. A snapshot sees one of the two. Without an entry there is none; and a
  // serializable transaction would find itself in conflict with whoever makes one.
  if (!find_by_index(table, index, scan_key, slot, &has_entry) &&
      !(has_entry && find_by_any_means(table, scan_key, slot)))
    return false;
  note_place(place, table, uuid, slot);
  return true;
}

}  // namespace pg
