// The journal's settings.
#pragma once

namespace journal {

// Called by _PG_init, again when that has failed.
void define_settings();

// todo.max_tasks_per_user: 0 is no quota.
int max_tasks_per_user();

}  // namespace journal
