#include "pg/table_reader.hpp"

#include <algorithm>

extern "C" {
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_index.h"
#include "parser/parse_coerce.h"
}

namespace pg {

Oid find_table_if_any(const char* name) {
  const Oid schema = get_namespace_oid("todo", true);
  return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
}

Oid find_table(const char* name) {
  const Oid table = find_table_if_any(name);
  if (!OidIsValid(table))
    ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE), errmsg("table todo.%s is missing", name),
                    errhint("todo.install() puts back what is missing.")));
  return table;
}

void check_is_table(Relation table) {
  if (table->rd_rel->relkind != RELKIND_RELATION)
    ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                    errmsg("todo.%s is not an ordinary table", RelationGetRelationName(table))));
}

AttrNumber find_column(Relation table, const char* name, Oid type) {
  const AttrNumber column = get_attnum(RelationGetRelid(table), name);
  if (column == InvalidAttrNumber)
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_COLUMN),
             errmsg("table todo.%s has no column \"%s\"", RelationGetRelationName(table), name),
             errhint("todo.doctor() says what the table lacks.")));
  const FormData_pg_attribute& form = *TupleDescAttr(RelationGetDescr(table), column - 1);
  if (is_virtual(form))
    ereport(ERROR, (errcode(ERRCODE_INVALID_COLUMN_DEFINITION),
                    errmsg("column \"%s\" of todo.%s is a virtual generated column", name,
                           RelationGetRelationName(table)),
                    errhint("Make it what it is in a new database.")));
  if (OidIsValid(type) && !IsBinaryCoercible(form.atttypid, type))
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("column \"%s\" of todo.%s is not of type %s", name,
                           RelationGetRelationName(table), format_type_be(type))));
  return column;
}

ScanKeyData scan_key(Relation table, const Column& column, RegProcedure equals, Datum value) {
  ScanKeyData key;
  ScanKeyInit(&key, find_column(table, column.name, column.type), BTEqualStrategyNumber, equals,
              value);
  return key;
}

namespace {

bool begins_with(Oid index_oid, ScanKeyData* keys, int count) {
  Relation index = index_open(index_oid, AccessShareLock);
  const Form_pg_index form = index->rd_index;
  bool begins = form->indisvalid && index->rd_rel->relam == BTREE_AM_OID &&
                form->indnkeyatts >= count &&
                heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, nullptr);
  for (int i = 0; begins && i < count; ++i) {
    const Oid collation = index->rd_indcollation[i];  // another one has another order
    ScanKeyData* const key =
        std::find_if(keys + i, keys + count, [=](const ScanKeyData& candidate) {
          return candidate.sk_attno == form->indkey.values[i] &&
                 (!OidIsValid(collation) || collation == candidate.sk_collation);
        });
    begins = key != keys + count;
    if (begins) std::iter_swap(keys + i, key);
  }
  index_close(index, AccessShareLock);
  return begins;
}

}  // namespace

Oid index_of(Relation table, ScanKeyData* keys, int count) {
  List* const indexes = RelationGetIndexList(table);  // finds the primary key as well
  Oid found = table->rd_pkindex;
  if (OidIsValid(found) && !begins_with(found, keys, count)) found = InvalidOid;
  for (int i = 0; !OidIsValid(found) && i < list_length(indexes); ++i)
    if (begins_with(list_nth_oid(indexes, i), keys, count)) found = list_nth_oid(indexes, i);
  list_free(indexes);
  return found;
}

bool find_row(Relation table, ScanKeyData* keys, int count, Snapshot snapshot, ItemPointer tid) {
  bool found = false;
  read_rows(table, keys, count, snapshot, [&found, tid](HeapTuple tuple) {
    *tid = tuple->t_self;
    found = true;
    return false;
  });
  return found;
}

}  // namespace pg
