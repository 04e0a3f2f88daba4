// The columns of todo.task, in order: what every statement of the task API returns.
#pragma once

#include "core/uuid.hpp"
#include "pg/value.hpp"

// The tables belong to the user and may have further columns, so statements name their columns.
#define TODO_TASK_COLUMNS                                                \
  "id, user_id, title, description, completed, created_at, updated_at, " \
  "deleted_at, completed_at, version"

// The signed-in user's own. Row security says so too; here it also holds for a superuser.
#define TODO_IS_MINE "user_id OPERATOR(pg_catalog.=) todo.current_user_id()"
#define TODO_IS_ACTIVE "deleted_at IS NULL"

namespace tasks {

// Places in TODO_TASK_COLUMNS, from 1.
enum TaskColumn {
  kId = 1,
  kUserId,
  kTitle,
  kDescription,
  kCompleted,
  kCreatedAt,
  kUpdatedAt,
  kDeletedAt,
  kCompletedAt,
  kVersion
};

// The `task_id` argument at `index`; errors::kBadArgument when it is null.
todo::Uuid RequireTaskId(const pg::Args& args, int index);

}  // namespace tasks
