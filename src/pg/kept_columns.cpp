#include "pg/kept_columns.hpp"

#include "pg/catalog_changes.hpp"

extern "C" {
#include "access/table.h"
}

namespace pg {

ColumnNumbers KeptColumns::in(Relation table) {
  if (table_ == RelationGetRelid(table) && as_of_ == relation_changes()) return numbers_;
  Assert(columns_.size() <= ColumnNumbers::kMax);
  table_ = InvalidOid;
  // Before the look-ups: what changes meanwhile makes them stale.
  const std::uint64_t as_of = relation_changes();
  for (std::size_t i = 0; i < columns_.size(); ++i)
    numbers_.number[i] = find_column(table, columns_[i].name, columns_[i].type);
  table_ = RelationGetRelid(table);
  as_of_ = as_of;
  return numbers_;
}

Relation KeptTable::open(LOCKMODE mode) {
  for (;;) {
    std::uint64_t as_of = relation_changes();  // before the look-up, as above
    if (as_of_ != as_of) {
      table_ = find_table(name_);
      as_of_ = as_of;
    }
    Relation table = try_table_open(table_, mode);
    // The lock lets invalidations in: by now the name may belong to another table.
    as_of = relation_changes();
    if (table != nullptr && (as_of_ == as_of || find_table_if_any(name_) == table_)) {
      as_of_ = as_of;
      check_is_table(table);
      return table;
    }
    if (table != nullptr) table_close(table, mode);
    as_of_ = 0;
  }
}

}  // namespace pg
