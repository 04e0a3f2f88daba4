// Where the columns of our tables are.
//
// The tables belong to the user, who may add, drop, rename and reorder their columns, and put
// another table in the place of one: names are looked up once and then kept, until the server says
// that something has changed.
//
// Everything here may longjmp and is trivially destructible.
#pragma once

#include <cstdint>
#include <span>

#include "pg/table_reader.hpp"

namespace pg {

// The numbers of columns in a table. A copy: what is kept may be looked up again meanwhile.
struct ColumnNumbers {
  static constexpr std::size_t kMax = 10;
  AttrNumber number[kMax];
};

// One a list of columns, `static constinit`.
class KeptColumns {
 public:
  // At most ColumnNumbers::kMax; the place there is the index everywhere below.
  explicit constexpr KeptColumns(std::span<const Column> columns) : columns_(columns) {}

  int count() const { return static_cast<int>(columns_.size()); }
  // The columns' numbers in the table, which is open. As find_column() raises.
  ColumnNumbers in(Relation table);

 private:
  std::span<const Column> columns_;
  Oid table_ = InvalidOid;
  std::uint64_t as_of_ = 0;
  ColumnNumbers numbers_{};
};

// A table of schema todo by its name, and columns of it. One a table and list of columns, `static
// constinit`.
class KeptTable {
 public:
  // `check`: the one CHECK that the table is shipped with, which what we write passes.
  constexpr KeptTable(const char* name, std::span<const Column> columns, const char* check = "")
      : name_(name), check_(check), columns_(columns) {}

  // An ordinary table; the caller closes it. Undefined_table with a hint when there is none.
  Relation open(LOCKMODE mode);
  // The columns' numbers in the table that open() has returned last.
  ColumnNumbers numbers_in(Relation table) { return columns_.in(table); }
  int count() const { return columns_.count(); }
  const char* name() const { return name_; }
  const char* check() const { return check_; }

 private:
  const char* name_;
  const char* check_;
  KeptColumns columns_;
  Oid table_ = InvalidOid;
  std::uint64_t as_of_ = 0;
};

}  // namespace pg
