-- Tasks: lists, pages and counts.

CREATE TYPE todo.task_count AS (completed boolean, count bigint);
COMMENT ON TYPE todo.task_count IS 'How many tasks are open (completed is false) or done.';
COMMENT ON COLUMN todo.task_count.completed IS 'True: of the done tasks; false: of the open ones.';
COMMENT ON COLUMN todo.task_count.count IS 'How many there are, without the trash.';

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
    'The cursor of the page that begins after this task: SELECT t.*, todo.task_cursor(t) FROM todo.list_tasks() t.
With todo on the search_path t.task_cursor says the same.
It fits the list of all tasks and the list of this task''s own state; for one in the trash, the trash.';

CREATE FUNCTION todo.tasks_page(completed boolean DEFAULT NULL, page_size integer DEFAULT 50, page_cursor text DEFAULT NULL, if_changed text DEFAULT NULL) RETURNS json
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'todo_tasks_page';
COMMENT ON FUNCTION todo.tasks_page(boolean, integer, text, text) IS
    'A page of your tasks as one JSON document: {"items":[...],"next_cursor":...,"counts":{"open":...,"done":...},"etag":...}.
Arguments as for list_tasks; if_changed: the etag of the page that you have, null is returned while it is the current one.
next_cursor is null on the last page. Times are in UTC.';

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

