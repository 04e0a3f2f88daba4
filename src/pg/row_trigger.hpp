// What a BEFORE ROW trigger of ours sees: the old and the new row, and the columns that it keeps.
//
// The tables belong to the user, who may add, drop and reorder columns: columns are found by name.
// Everything here may longjmp and is trivially destructible.
#pragma once

#include "pg/kept_columns.hpp"

namespace pg {

class RowTrigger {
 public:
  // `columns`: those that the trigger keeps. Their place there is the index of the functions below.
  // Raises 39P01 unless called as a BEFORE ROW trigger for INSERT or UPDATE, 42703 and 42804 when
  // the table's columns are others.
  static RowTrigger begin(FunctionCallInfo fcinfo, KeptColumns* columns);

  bool is_update() const { return old_values_ != nullptr; }
  NullableDatum old_field(int column) const {
    return {old_values_[at(column)], old_nulls_[at(column)]};
  }
  NullableDatum new_field(int column) const {
    return {new_values_[at(column)], new_nulls_[at(column)]};
  }
  // Whether a column that the trigger does not keep differs between the old and the new row.
  bool others_changed() const;

  void set(int column, NullableDatum field);
  // The row to store.
  Datum result() const;

 private:
  int at(int column) const { return columns_.number[column] - 1; }
  bool is_kept(AttrNumber attribute) const;

  TriggerData* trigger_;
  int count_;
  ColumnNumbers columns_;
  Datum* old_values_;
  bool* old_nulls_;
  Datum* new_values_;
  bool* new_nulls_;
  bool modified_;
};

}  // namespace pg
