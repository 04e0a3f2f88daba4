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

// Entries for the tuple in all its table's indexes.
inline void insert_index_tuples(ResultRelInfo* table, TupleTableSlot* slot, EState* estate) {
#if PG_VERSION_NUM >= 160000
  ExecInsertIndexTuples(table, slot, estate, false, false, nullptr, NIL, false);
#else
  ExecInsertIndexTuples(table, slot, estate, false, false, nullptr, NIL);
#endif
}

// Replaces a tuple that the transaction has locked. True when the indexes need new entries.
inline bool update_tuple(Relation table, ItemPointer old_tuple, TupleTableSlot* slot) {
#if PG_VERSION_NUM >= 160000
  TU_UpdateIndexes indexes = TU_None;
  simple_table_tuple_update(table, old_tuple, slot, GetActiveSnapshot(), &indexes);
  return indexes != TU_None;
#else
  bool indexes = false;
  simple_table_tuple_update(table, old_tuple, slot, GetActiveSnapshot(), &indexes);
  return indexes;
#endif
}

}  // namespace pg
