// What differs between PostgreSQL 15 and 18. PG_VERSION_NUM is asked here and nowhere else.
// Included by pg/postgres.hpp, after the server's headers.
#pragma once

#if PG_VERSION_NUM < 150000
#error "todo needs PostgreSQL 15 or later"
#endif

namespace pg {

// Memory for a setting's `extra`: the server frees it with free() before 16, with guc_free() since.
inline void* guc_alloc(std::size_t size) {
#if PG_VERSION_NUM >= 160000
  return guc_malloc(LOG, size);
#else
  return malloc(size);
#endif
}

// 42501 unless the current user may call the function.
inline void check_may_execute(Oid function) {
#if PG_VERSION_NUM >= 160000
  const AclResult allowed =
      object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE);
#else
  const AclResult allowed = pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE);
#endif
  if (allowed != ACLCHECK_OK) aclcheck_error(allowed, OBJECT_FUNCTION, get_func_name(function));
}

// Whether the table has generated columns, for which constraints have to be looked at.
inline bool has_generated(const TupleConstr* rules) {
#if PG_VERSION_NUM >= 180000
  return rules->has_generated_stored || rules->has_generated_virtual;
#else
  return rules->has_generated_stored;
#endif
}

// Whether the column is worked out when SQL reads it: what a tuple has of it is null.
inline bool is_virtual([[maybe_unused]] const FormData_pg_attribute& column) {
#if PG_VERSION_NUM >= 180000
  return column.attgenerated == ATTRIBUTE_GENERATED_VIRTUAL;
#else
  return false;
#endif
}

// Whether a column that is NOT NULL has no nulls of before.
inline bool is_not_null_validated([[maybe_unused]] Oid table, [[maybe_unused]] AttrNumber column) {
#if PG_VERSION_NUM >= 180000
  HeapTuple constraint = findNotNullConstraintAttnum(table, column);
  return !HeapTupleIsValid(constraint) ||
         reinterpret_cast<Form_pg_constraint>(GETSTRUCT(constraint))->convalidated;
#else
  return true;
#endif
}

// Which indexes need an entry for a tuple: a new one in all, an updated one as its update says.
enum class NeededEntries { kNone, kInSummarizing, kInAll };

inline void insert_index_tuples(ResultRelInfo* table, TupleTableSlot* slot, EState* estate,
                                NeededEntries entries) {
  if (entries == NeededEntries::kNone) return;
#if PG_VERSION_NUM >= 160000
  ExecInsertIndexTuples(table, slot, estate, false, false, nullptr, NIL,
                        entries == NeededEntries::kInSummarizing);
#else
  ExecInsertIndexTuples(table, slot, estate, false, false, nullptr, NIL);
#endif
}

// Replaces a tuple; waits for whoever has it. TM_Updated or TM_Deleted when it is the latest
// version no more.
inline TM_Result update_tuple(Relation table, ItemPointer old_tuple, TupleTableSlot* slot,
                              NeededEntries* entries) {
  TM_FailureData failure;
  LockTupleMode mode;
#if PG_VERSION_NUM >= 160000
  TU_UpdateIndexes indexes = TU_None;
#else
  bool indexes = false;
#endif
  const TM_Result result =
      table_tuple_update(table, old_tuple, slot, GetCurrentCommandId(true), GetActiveSnapshot(),
                         InvalidSnapshot, true, &failure, &mode, &indexes);
#if PG_VERSION_NUM >= 160000
  *entries = indexes == TU_None          ? NeededEntries::kNone
             : indexes == TU_Summarizing ? NeededEntries::kInSummarizing
                                         : NeededEntries::kInAll;
#else
  *entries = indexes ? NeededEntries::kInAll : NeededEntries::kNone;
#endif
  return result;
}

// Pins the buffer if it still has that page of the table; else it must not be looked at.
inline bool pin_if_there(Relation table, BlockNumber block, Buffer buffer) {
  if (!BufferIsValid(buffer)) return false;
#if PG_VERSION_NUM >= 160000
  return ReadRecentBuffer(table->rd_locator, MAIN_FORKNUM, block, buffer);
#else
  return ReadRecentBuffer(table->rd_node, MAIN_FORKNUM, block, buffer);
#endif
}

inline IndexScanDesc begin_index_scan(Relation table, Relation index, Snapshot snapshot,
                                      int key_count) {
#if PG_VERSION_NUM >= 180000
  return index_beginscan(table, index, snapshot, nullptr, key_count, 0);
#else
  return index_beginscan(table, index, snapshot, key_count, 0);
#endif
}

}  // namespace pg
