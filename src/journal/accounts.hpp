// What becomes of a user's journal as the account comes, goes, or is given another id.
//
// Everything here may longjmp.
#pragma once

#include "core/uuid.hpp"
#include "pg/postgres.hpp"

namespace journal {

// For the triggers of todo.users: makes the counters of the accounts that a statement has made.
void count_new_accounts(TriggerData* trigger);
// Locks the counters of an account that is about to go, or to have another id. The row to go on
// with.
Datum lock_changing_account(TriggerData* trigger);

// Whether an account whose tasks change may be gone.
bool account_may_be_gone();
// The id that the trigger's statement has given to the account; mostly the same.
todo::Uuid id_after_statement(const todo::Uuid& user);

}  // namespace journal
