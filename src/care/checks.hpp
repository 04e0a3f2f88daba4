// The checks that compare what is there with what tables.sql makes, statement by statement.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "nodes/parsenodes.h"
}

namespace care {

enum Check {
  kTables,
  kColumns,
  kConstraints,
  kIndexes,
  kPolicies,
  kRowSecurity,
  kTriggers,
  kGrants,
  kComments,
  kCheckCount
};
extern const char* const kCheckNames[kCheckCount];

// The check that a statement of tables.sql belongs to. May longjmp.
Check check_of(Node* statement);

}  // namespace care
