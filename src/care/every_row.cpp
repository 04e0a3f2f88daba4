#include "care/every_row.hpp"

#include "care/shipped.hpp"
#include "install/install.hpp"
#include "install/inventory.hpp"

extern "C" {
#include "access/relation.h"
#include "rewrite/rowsecurity.h"
#include "utils/rls.h"
}

namespace care {
namespace {

// A policy of somebody's own that takes rows away from the caller.
bool is_restricted(Oid table) {
  Relation relation = relation_open(table, AccessShareLock);
  bool restricted = false;
  ListCell* cell;
  foreach (cell, relation->rd_rsdesc == nullptr ? NIL : relation->rd_rsdesc->policies) {
    const auto* const policy = static_cast<const RowSecurityPolicy*>(lfirst(cell));
    const auto* const roles = reinterpret_cast<const Oid*>(ARR_DATA_PTR(policy->roles));
    if (policy->permissive) continue;
    for (int i = 0; i < ARR_DIMS(policy->roles)[0]; ++i)
      restricted = restricted || !OidIsValid(roles[i]) || has_privs_of_role(GetUserId(), roles[i]);
  }
  relation_close(relation, AccessShareLock);
  return restricted;
}

}  // namespace

bool sees_every_row() {
  const Oid service = get_role_oid("todo_service", true);
  const bool is_service = OidIsValid(service) && has_privs_of_role(GetUserId(), service);
  ListCell* cell;
  foreach (cell, install::read_parts()) {
    Node* const statement = static_cast<const install::Part*>(lfirst(cell))->statement;
    if (!IsA(statement, CreatePolicyStmt)) continue;
    const Oid table = install::find_relation(relation_of(statement));
    if (!OidIsValid(table) || pg_class_aclcheck(table, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
      return false;
    if (check_enable_rls(table, InvalidOid, true) != RLS_ENABLED) continue;
    if (!is_service || !install::is_there(statement) || deviation(statement) != nullptr ||
        is_restricted(table))
      return false;
  }
  return true;
}

}  // namespace care
