#include "care/checks.hpp"

namespace care {
namespace {

Check check_of_alteration(const AlterTableStmt* alter) {
  switch (linitial_node(AlterTableCmd, alter->cmds)->subtype) {
    case AT_ColumnDefault:
    case AT_SetStatistics:
      return kColumns;
    case AT_AddConstraint:
      return kConstraints;
    case AT_EnableRowSecurity:
    case AT_ForceRowSecurity:
      return kRowSecurity;
    case AT_SetRelOptions:
      return kTables;
    case AT_EnableTrig:
    case AT_EnableAlwaysTrig:
      return kTriggers;
    default:
      elog(ERROR, "no check for this ALTER TABLE");
  }
}

}  // namespace

const char* const kCheckNames[kCheckCount] = {"tables",   "columns",  "constraints",
                                              "indexes",  "policies", "row security",
                                              "triggers", "grants",   "comments"};

Check check_of(Node* statement) {
  switch (nodeTag(statement)) {
    case T_CreateStmt:
    case T_ViewStmt:
      return kTables;
    case T_IndexStmt:
      return kIndexes;
    case T_CreatePolicyStmt:
      return kPolicies;
    case T_CreateTrigStmt:
      return kTriggers;
    case T_GrantStmt:
      return kGrants;
    case T_CommentStmt:
      return kComments;
    case T_AlterTableStmt:
      return check_of_alteration(castNode(AlterTableStmt, statement));
    default:
      elog(ERROR, "no check for a statement of tag %d", static_cast<int>(nodeTag(statement)));
  }
}

}  // namespace care
