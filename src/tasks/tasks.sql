-- Tasks: the API's row, identifiers, the row trigger's function, and one task at a time.

CREATE TYPE todo.task AS (
    id uuid,
    user_id uuid,
    title varchar(200),
    description varchar(1000),
    completed boolean,
    created_at timestamptz,
    updated_at timestamptz,
    deleted_at timestamptz,
    completed_at timestamptz,
    version integer
);
COMMENT ON TYPE todo.task IS 'A task, as the API returns it: the columns of tasks.';
COMMENT ON COLUMN todo.task.id IS 'Time-ordered UUID (RFC 9562, version 7).';
COMMENT ON COLUMN todo.task.user_id IS 'The owner.';
COMMENT ON COLUMN todo.task.title IS '1 to 200 characters, stored without white space at either end.';
COMMENT ON COLUMN todo.task.description IS 'At most 1000 characters.';
COMMENT ON COLUMN todo.task.completed IS 'Whether the task is done.';
COMMENT ON COLUMN todo.task.created_at IS 'When the task was made; never changes.';
COMMENT ON COLUMN todo.task.updated_at IS 'When the task last really changed; kept current by the database.';
COMMENT ON COLUMN todo.task.deleted_at IS 'When the task was moved to the trash; null outside it.';
COMMENT ON COLUMN todo.task.completed_at IS 'When the task became done; null while it is open.';
COMMENT ON COLUMN todo.task.version IS 'Counts the real changes, from 1; kept by the database.';

CREATE FUNCTION todo.uuid_v7() RETURNS uuid
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_uuid_v7';
COMMENT ON FUNCTION todo.uuid_v7() IS
    'A time-ordered UUID (RFC 9562, version 7), each greater than the one before of its process: a session''s, or a parallel worker''s.';

CREATE FUNCTION todo.task_rules() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_task_rules';
COMMENT ON FUNCTION todo.task_rules() IS
    'Row trigger of tasks: trims and checks the title, keeps created_at, updated_at, completed_at and version.';

CREATE FUNCTION todo.is_title(title varchar) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_is_title';
COMMENT ON FUNCTION todo.is_title(varchar) IS
    'Whether a text may be a title: it has a character that is not white space (Unicode''s White_Space, in every locale).
The condition of chk_title_not_empty, and like it for whoever writes a task.';

CREATE FUNCTION todo.create_task(title text, description text DEFAULT NULL, id uuid DEFAULT NULL) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_create_task';
COMMENT ON FUNCTION todo.create_task(text, text, uuid) IS
    'Creates a task of the signed-in user.
With an id that exists: the same task again when its content is the same, so that a retry is safe; else PT409.
28000: nobody is signed in. 22023: the title is null. 23514: it is blank. 22001: a text is too long. 23503: the user has no row in users. PT429: over the quota.';

CREATE FUNCTION todo.create_tasks(tasks jsonb) RETURNS SETOF todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_create_tasks';
COMMENT ON FUNCTION todo.create_tasks(jsonb) IS
    'Creates many tasks, all or none, and returns them in order.
tasks: an array of objects with title and, optionally, description, completed, id. Errors as for create_task; 22023 names the element.';

CREATE FUNCTION todo.get_task(task_id uuid) RETURNS SETOF todo.task
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 1
    AS 'MODULE_PATHNAME', 'todo_get_task';
COMMENT ON FUNCTION todo.get_task(uuid) IS
    'One task: no row when there is none, or it is not yours.';

CREATE FUNCTION todo.update_task(task_id uuid, patch jsonb, if_version integer DEFAULT NULL) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_update_task';
COMMENT ON FUNCTION todo.update_task(uuid, jsonb, integer) IS
    'Changes the given fields of a task and leaves the others.
patch: a JSON merge patch (RFC 7396) of title, description, completed: absent is unchanged, null clears.
PT404: no such task. PT412: if_version is not its version; the detail has the task as it is. 22023: a bad patch.';

CREATE FUNCTION todo.complete_task(task_id uuid, if_version integer DEFAULT NULL) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_complete_task';
COMMENT ON FUNCTION todo.complete_task(uuid, integer) IS
    'Marks a task as done; one that is done stays as it is. PT404, PT412.';

CREATE FUNCTION todo.reopen_task(task_id uuid, if_version integer DEFAULT NULL) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_reopen_task';
COMMENT ON FUNCTION todo.reopen_task(uuid, integer) IS
    'Marks a task as open; one that is open stays as it is. PT404, PT412.';

CREATE FUNCTION todo.toggle_task(task_id uuid) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_toggle_task';
COMMENT ON FUNCTION todo.toggle_task(uuid) IS
    'Marks an open task as done and a done task as open. PT404.';

CREATE FUNCTION todo.delete_task(task_id uuid, permanently boolean DEFAULT false) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_delete_task';
COMMENT ON FUNCTION todo.delete_task(uuid, boolean) IS
    'Moves a task to the trash, or deletes it for good; returns it as it was last.
permanently: true also deletes what is in the trash. PT404.';

CREATE FUNCTION todo.restore_task(task_id uuid) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_restore_task';
COMMENT ON FUNCTION todo.restore_task(uuid) IS
    'Brings a task back from the trash or the archive. PT404: it is in neither. From the archive: PT409: another task has its id, or a trigger keeps it there; PT429.';

REVOKE ALL ON FUNCTION
    todo.uuid_v7(),
    todo.task_rules(),
    todo.create_task(text, text, uuid),
    todo.create_tasks(jsonb),
    todo.get_task(uuid),
    todo.update_task(uuid, jsonb, integer),
    todo.complete_task(uuid, integer),
    todo.reopen_task(uuid, integer),
    todo.toggle_task(uuid),
    todo.delete_task(uuid, boolean),
    todo.restore_task(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    todo.uuid_v7(),
    todo.create_task(text, text, uuid),
    todo.create_tasks(jsonb),
    todo.get_task(uuid),
    todo.update_task(uuid, jsonb, integer),
    todo.complete_task(uuid, integer),
    todo.reopen_task(uuid, integer),
    todo.toggle_task(uuid),
    todo.delete_task(uuid, boolean),
    todo.restore_task(uuid)
    TO authenticated_user, todo_service;
GRANT EXECUTE ON FUNCTION todo.is_title(varchar) TO PUBLIC;
