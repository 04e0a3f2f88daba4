// The checks that compare what is there with what tables.sql makes, statement by statement.
#pragma once

#include "care/finding.hpp"

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

// Every problem of a statement into one finding. The statement returns texts; null is none.
class ProblemReceiver {
 public:
  explicit ProblemReceiver(Finding* finding);
  DestReceiver* receiver() { return &state_.base; }

 private:
  struct State {
    DestReceiver base;
    Finding* finding;
  };
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self);
  State state_;
};

// Whether this library is of the version that the extension is.
Finding CheckLibrary();
// Whether what is a member of the extension is what shipped as one.
void CheckMembers(Finding* library);

}  // namespace care
