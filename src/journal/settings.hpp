// The journal's settings.
#pragma once

namespace journal {

// Called once, by _PG_init.
void define_settings();

// todo.max_tasks_per_user: 0 is no quota.
int max_tasks_per_user();

}  // namespace journal
