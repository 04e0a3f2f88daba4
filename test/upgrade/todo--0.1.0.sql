\echo Use "CREATE EXTENSION todo" to load this file. \quit
-- Identity: the two roles, and who is signed in.

-- Roles belong to the whole cluster, so another database may have made them already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'authenticated_user') THEN
        CREATE ROLE authenticated_user NOLOGIN;
        COMMENT ON ROLE authenticated_user IS
            'todo: acts as exactly one end user, and sees and changes that user''s rows alone';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'todo_service') THEN
        CREATE ROLE todo_service NOLOGIN;
        COMMENT ON ROLE todo_service IS
            'todo: a trusted back end, which says who the end user is, writes users and runs maintenance';
    END IF;
END
$$;

GRANT USAGE ON SCHEMA todo TO authenticated_user, todo_service;

CREATE FUNCTION todo.current_user_id() RETURNS uuid
    LANGUAGE c STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_current_user_id';
COMMENT ON FUNCTION todo.current_user_id() IS
    'The signed-in user, null when nobody is signed in.';

CREATE FUNCTION todo.set_user(user_id uuid, scope text DEFAULT 'transaction') RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_set_user';
COMMENT ON FUNCTION todo.set_user(uuid, text) IS
    'Says who the end user is, for a trusted back end.
scope ''transaction'' lasts until the transaction ends and is safe behind any pooler (25P01 outside a transaction block);
scope ''session'' lasts until logout(), DISCARD ALL or the end of the connection. 22023: no user, or another scope.';

CREATE FUNCTION todo.logout() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_logout';
COMMENT ON FUNCTION todo.logout() IS
    'Signs out: nobody is signed in afterwards, in this transaction and in the session.';

REVOKE ALL ON FUNCTION todo.set_user(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION todo.set_user(uuid, text) TO todo_service;

-- Accounts: the row trigger's function.

CREATE FUNCTION todo.user_rules() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_user_rules';
COMMENT ON FUNCTION todo.user_rules() IS
    'Row trigger of users: created_at never changes, updated_at changes on every real change and only then.';

REVOKE ALL ON FUNCTION todo.user_rules() FROM PUBLIC;

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

CREATE FUNCTION todo.uuid_v7() RETURNS uuid
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_uuid_v7';
COMMENT ON FUNCTION todo.uuid_v7() IS
    'A time-ordered UUID (RFC 9562, version 7), each greater than the one before in this session.';

CREATE FUNCTION todo.task_rules() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_task_rules';
COMMENT ON FUNCTION todo.task_rules() IS
    'Row trigger of tasks: trims and checks the title, keeps created_at, updated_at, completed_at and version.';

CREATE FUNCTION todo.create_task(title text, description text DEFAULT NULL, id uuid DEFAULT NULL) RETURNS todo.task
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_create_task';
COMMENT ON FUNCTION todo.create_task(text, text, uuid) IS
    'Creates a task of the signed-in user.
With an id that exists: the same task again when its content is the same, so that a retry is safe; else PT409.
28000: nobody is signed in. 23514: the title is blank. 22001: a text is too long. 23503: the user has no row in users.';

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
    'Brings a task back from the trash. PT404: it is not there.';

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

-- Tasks: lists, pages and counts.

CREATE TYPE todo.task_count AS (completed boolean, count bigint);
COMMENT ON TYPE todo.task_count IS 'How many tasks are open (completed is false) or done.';

CREATE FUNCTION todo.list_tasks(completed boolean DEFAULT NULL, page_size integer DEFAULT 50, page_cursor text DEFAULT NULL) RETURNS SETOF todo.task
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 50
    AS 'MODULE_PATHNAME', 'todo_list_tasks';
COMMENT ON FUNCTION todo.list_tasks(boolean, integer, text) IS
    'A page of your tasks, newest first, without the trash.
completed: null for all, false for open, true for done. page_size: 1 to 1000.
page_cursor: the task_cursor of the last row of the page before; 22023 when it belongs to another list.';

CREATE FUNCTION todo.list_trash(page_size integer DEFAULT 50, page_cursor text DEFAULT NULL) RETURNS SETOF todo.task
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 50
    AS 'MODULE_PATHNAME', 'todo_list_trash';
COMMENT ON FUNCTION todo.list_trash(integer, text) IS
    'A page of your trash, latest deleted first. page_size and page_cursor as for list_tasks.';

CREATE FUNCTION todo.task_cursor(task todo.task) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_task_cursor';
COMMENT ON FUNCTION todo.task_cursor(todo.task) IS
    'The cursor of the page that begins after this task: SELECT t.*, t.task_cursor FROM todo.list_tasks() t.
It fits the list of all tasks and the list of this task''s own state; for one in the trash, the trash.';

CREATE FUNCTION todo.tasks_page(completed boolean DEFAULT NULL, page_size integer DEFAULT 50, page_cursor text DEFAULT NULL, if_changed text DEFAULT NULL) RETURNS json
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'todo_tasks_page';
COMMENT ON FUNCTION todo.tasks_page(boolean, integer, text, text) IS
    'A page of your tasks as one JSON document: {"items":[…],"next_cursor":…,"counts":{"open":…,"done":…},"etag":…}.
Arguments as for list_tasks; next_cursor is null on the last page. Times are in UTC.';

CREATE FUNCTION todo.count_tasks() RETURNS SETOF todo.task_count
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 2
    AS 'MODULE_PATHNAME', 'todo_count_tasks';
COMMENT ON FUNCTION todo.count_tasks() IS
    'How many tasks you have, without the trash: always two rows, open then done.';

REVOKE ALL ON FUNCTION
    todo.list_tasks(boolean, integer, text),
    todo.list_trash(integer, text),
    todo.task_cursor(todo.task),
    todo.tasks_page(boolean, integer, text, text),
    todo.count_tasks()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    todo.list_tasks(boolean, integer, text),
    todo.list_trash(integer, text),
    todo.task_cursor(todo.task),
    todo.tasks_page(boolean, integer, text, text),
    todo.count_tasks()
    TO authenticated_user, todo_service;

-- The users' tables, and the last part of the script.

CREATE FUNCTION todo.install() RETURNS SETOF text
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_install';
COMMENT ON FUNCTION todo.install() IS
    'Creates what is missing of the tables, indexes, constraints, policies, triggers, grants and comments; returns what it made.
For superusers. It may be run again at any time: it puts back what was dropped, and brings the tables of an earlier version up to this one.';

REVOKE ALL ON FUNCTION todo.install() FROM PUBLIC;

-- A restore brings the tables itself. pg_dump always sets row_security in its session, and nobody
-- else does before CREATE EXTENSION.
SELECT todo.install()
WHERE (SELECT source FROM pg_catalog.pg_settings WHERE name = 'row_security') <> 'session';
