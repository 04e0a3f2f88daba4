-- execute: many commands in one round trip.

CREATE FUNCTION todo.execute(commands jsonb, token text DEFAULT NULL, atomic boolean DEFAULT true) RETURNS jsonb
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_execute';
COMMENT ON FUNCTION todo.execute(jsonb, text, boolean) IS
    'Runs up to 100 commands in one round trip and returns their results, in order.
commands: an array of {"do": "<function>", "args": {...}, "key": "<idempotency key>", "as": "<temporary id>"}; only do is required.
do: a function of this schema for the signed-in user; args: its arguments by name. as: "x" (1 to 200 characters) names the task that the
command returns, and "$x" stands for its id in later commands. key: 1 to 200 characters; within 24 hours the same key
returns the first result without doing it again, and PT409 when do or args differ; a command that failed is not remembered.
Results: {"ok": true, "result": ...}, where result is a task as in tasks_page (null: there is none), an array of rows, or a value.
atomic: true (the default) does all or nothing and raises the first error; false lets each command fail by itself, with
{"ok": false, "error": {"sqlstate", "message", "detail", "hint", "constraint"}}; a cancel, a shutdown and a lack of resources still end the call.
token: as for login(), for this call alone; without one the commands are for who is signed in.
28000: the token is refused, or nobody is signed in. 22023: a bad command, named by its place from 0, or a bad argument. Any other error names its command in its context.';

REVOKE ALL ON FUNCTION todo.execute(jsonb, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION todo.execute(jsonb, text, boolean) TO authenticated_user, todo_service;

