// A row of a system catalog, found by its Oid. It may longjmp.
#pragma once

#include "pg/postgres.hpp"

namespace care {

class CatalogRow {
 public:
  // `index`: of the catalog, on its Oid alone, which is column `key`.
  static CatalogRow find(Oid catalog, Oid index, AttrNumber key, Oid oid);

  bool found() const { return tuple_ != nullptr; }
  // The columns of fixed size; only of a row that was found.
  template <class Form>
  const Form* form() const {
    return reinterpret_cast<const Form*>(GETSTRUCT(tuple_));
  }
  NullableDatum field(AttrNumber column) const;

 private:
  HeapTuple tuple_;
  TupleDesc columns_;
};

}  // namespace care
