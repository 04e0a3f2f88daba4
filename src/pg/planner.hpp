// Plans for kept statements that do not depend on when they were made, or by whom.
//
// A generic plan is made once a session and then serves whoever signs in. PostgreSQL estimates
// `user_id = todo.current_user_id()` by who is signed in while it plans, and by how full the table
// is then: a plan made for a user who owns half of it, or while it is empty, reads every tenant's
// rows for the next one. So a kept statement is planned to follow its indexes, always.
#pragma once

namespace pg {

// Called once, by _PG_init.
void install_planner_hook();

// Until another is named, a statement with this text that is planned is a kept one. The text lives
// as long as the backend.
void expect_planning_of(const char* sql);

}  // namespace pg
