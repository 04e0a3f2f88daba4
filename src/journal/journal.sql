-- The journal: its triggers' functions, and what stands on it.

CREATE FUNCTION todo.journal() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_journal';
COMMENT ON FUNCTION todo.journal() IS
    'Statement trigger of tasks: appends an event a change, and moves its owner''s counters.';

CREATE FUNCTION todo.journal_lock() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_journal_lock';
COMMENT ON FUNCTION todo.journal_lock() IS
    'Statement trigger of tasks, row trigger of users: locks the user''s counters before any task.';

CREATE FUNCTION todo.count_users() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_count_users';
COMMENT ON FUNCTION todo.count_users() IS
    'Statement trigger of users: counters are born with their user.';

REVOKE ALL ON FUNCTION todo.journal(), todo.journal_lock(), todo.count_users() FROM PUBLIC;

CREATE TYPE todo.task_change AS (seq bigint, task_id uuid, deleted boolean, task json);
COMMENT ON TYPE todo.task_change IS 'A changed task: in its state now, or as a tombstone.';
COMMENT ON COLUMN todo.task_change.seq IS 'Where to go on: what the next call takes as since.';
COMMENT ON COLUMN todo.task_change.task_id IS 'The task, which may be gone.';
COMMENT ON COLUMN todo.task_change.deleted IS 'Whether the task is in the trash, or gone.';
COMMENT ON COLUMN todo.task_change.task IS 'The task in its state now, with the columns of todo.task; null when it is gone.';

CREATE TYPE todo.task_event AS (seq bigint, task_id uuid, kind text, changes jsonb, actor uuid, recorded_at timestamptz);
COMMENT ON TYPE todo.task_event IS 'One event of a task: what changed, old and new, who did it, and when.';
COMMENT ON COLUMN todo.task_event.seq IS 'The number of the event: what undo() takes.';
COMMENT ON COLUMN todo.task_event.task_id IS 'The task, which may be gone.';
COMMENT ON COLUMN todo.task_event.kind IS 'created, updated, completed, reopened, deleted, restored, purged, archived.';
COMMENT ON COLUMN todo.task_event.changes IS 'What changed: {"old": {...}, "new": {...}}; without old when the task came into being, without new when it went.';
COMMENT ON COLUMN todo.task_event.actor IS 'Who was signed in; null for a back end on its own.';
COMMENT ON COLUMN todo.task_event.recorded_at IS 'When the change was made, by the clock.';

CREATE FUNCTION todo.changes_since(since bigint DEFAULT 0, page_size integer DEFAULT 500) RETURNS SETOF todo.task_change
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 50
    AS 'MODULE_PATHNAME', 'todo_changes_since';
COMMENT ON FUNCTION todo.changes_since(bigint, integer) IS
    'Each task that changed after an event, once, in its state now: for a client that keeps a copy.
since: 0, or the seq of the last row that was read, which may be negative at first; the seq of an event, for undo(), is that of task_history(). deleted: in the trash, or gone (then task is null). page_size: 1 to 1000.
PT410: events after since are no longer kept, or since is from a future; start again from 0 with an empty copy.';

CREATE FUNCTION todo.task_history(task_id uuid, page_size integer DEFAULT 100, before_seq bigint DEFAULT NULL) RETURNS SETOF todo.task_event
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 20
    AS 'MODULE_PATHNAME', 'todo_task_history';
COMMENT ON FUNCTION todo.task_history(uuid, integer, bigint) IS
    'A task''s events, latest first, also when the task is gone. before_seq: the seq of the last row of the page before.';

CREATE FUNCTION todo.tasks_as_of(at timestamptz) RETURNS SETOF todo.task
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'todo_tasks_as_of';
COMMENT ON FUNCTION todo.tasks_as_of(timestamptz) IS
    'Your tasks as they were, the trash included: the present, rewound through the events since then. at: on the clock of their recorded_at.
PT410: events of that time are no longer kept.';

CREATE FUNCTION todo.replay_tasks() RETURNS SETOF todo.task
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'todo_replay_tasks';
COMMENT ON FUNCTION todo.replay_tasks() IS
    'Your tasks, the trash included, rebuilt from events alone. PT410: the log is not complete.';

CREATE FUNCTION todo.undo(seq bigint) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_undo';
COMMENT ON FUNCTION todo.undo(bigint) IS
    'Puts back what an event changed, and returns the task; is itself an event, so it can be undone. seq: of task_history().
That is title, description, completed and the place in the trash; updated_at, completed_at and version are those of a change made now.
A task that was deleted for good comes back whole, as it was.
PT404: no such event. PT409: what it changed has changed since, be it back again, or it moved the task to the archive or back. PT429: as for create_task.';

REVOKE ALL ON FUNCTION
    todo.changes_since(bigint, integer),
    todo.task_history(uuid, integer, bigint),
    todo.tasks_as_of(timestamptz),
    todo.replay_tasks(),
    todo.undo(bigint)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    todo.changes_since(bigint, integer),
    todo.task_history(uuid, integer, bigint),
    todo.tasks_as_of(timestamptz),
    todo.replay_tasks(),
    todo.undo(bigint)
    TO authenticated_user, todo_service;

