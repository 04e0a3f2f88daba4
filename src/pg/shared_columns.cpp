#include "pg/shared_columns.hpp"

#include "pg/table_reader.hpp"

extern "C" {
#include "access/table.h"
#include "rewrite/rewriteHandler.h"
#include "utils/ruleutils.h"
}

namespace pg {
namespace {

// The column of that name, which is not generated. Null when there is none.
Form_pg_attribute counterpart(const FormData_pg_attribute* column, Relation to,
                              const char* except) {
  const char* const name = NameStr(column->attname);
  const AttrNumber number = get_attnum(RelationGetRelid(to), name);
  if (number == InvalidAttrNumber || strcmp(name, except) == 0) return nullptr;
  const Form_pg_attribute other = TupleDescAttr(RelationGetDescr(to), number - 1);
  return other->attgenerated == '\0' ? other : nullptr;
}

// Whether the type's modifier is a length, or how many digits of seconds there are.
bool is_size(Oid type) {
  switch (type) {
    case VARCHAROID:
    case BPCHAROID:
    case VARBITOID:
    case TIMEOID:
    case TIMETZOID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
      return true;
    default:
      return false;
  }
}

bool holds_all_of(const FormData_pg_attribute* other, const FormData_pg_attribute* column) {
  if (other->atttypid != column->atttypid) return false;
  if (other->atttypmod == -1 || other->atttypmod == column->atttypmod) return true;
  return is_size(column->atttypid) && column->atttypmod != -1 &&
         other->atttypmod > column->atttypmod;
}

// The clauses that give rows which are there already a value, as they gave one to those of `table`.
const char* default_of(Relation table, const FormData_pg_attribute* column) {
  if (!column->atthasdef || column->attidentity != '\0') return "";
  List* const context =
      deparse_context_for(RelationGetRelationName(table), RelationGetRelid(table));
  Node* const expression = build_column_default(table, column->attnum);
  return psprintf("%s DEFAULT %s", column->attnotnull ? " NOT NULL" : "",
                  deparse_expression(expression, context, false, false));
}

// What take(table, column, its counterpart in `to`) makes of each column of `from`, where that is
// something.
template <class Take>
List* each_column(const char* from, const char* to, const char* except, Take take) {
  List* list = NIL;
  Relation source = table_open(find_table(from), AccessShareLock);
  Relation target = table_open(find_table(to), AccessShareLock);
  const TupleDesc row = RelationGetDescr(source);
  for (int i = 0; i < row->natts; ++i) {
    const Form_pg_attribute column = TupleDescAttr(row, i);
    if (column->attisdropped) continue;
    char* const taken = take(source, column, counterpart(column, target, except));
    if (taken != nullptr) list = lappend(list, taken);
  }
  table_close(target, AccessShareLock);
  table_close(source, AccessShareLock);
  return list;
}

}  // namespace

List* shared_columns(const char* from, const char* to, const char* except) {
  return each_column(from, to, except,
                     [](Relation, Form_pg_attribute column, Form_pg_attribute other) {
                       return other != nullptr ? pstrdup(NameStr(column->attname)) : nullptr;
                     });
}

List* columns_left_out(const char* from, const char* to, const char* except) {
  return each_column(
      from, to, except, [](Relation table, Form_pg_attribute column, Form_pg_attribute other) {
        if (column->attgenerated != '\0' || (other != nullptr && holds_all_of(other, column)))
          return static_cast<char*>(nullptr);
        return psprintf("%s %s%s", quote_identifier(NameStr(column->attname)),
                        format_type_with_typemod(column->atttypid, column->atttypmod),
                        default_of(table, column));
      });
}

}  // namespace pg
