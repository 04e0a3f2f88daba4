-- 0.1.0 to 0.2.0: the journal, execute, retention, care, and tokens.

-- Tokens, and Better Auth.

CREATE FUNCTION todo.nobody_signed_in() RETURNS boolean
    LANGUAGE c STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_nobody_signed_in';
COMMENT ON FUNCTION todo.nobody_signed_in() IS
    'Whether a trusted back end works for nobody in particular: what opens all rows to it.
False while a user is signed in, and still when that user''s token has expired: current_user_id() is null then.';

CREATE FUNCTION todo.login(token text, scope text DEFAULT 'transaction') RETURNS uuid
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_login';
COMMENT ON FUNCTION todo.login(text, text) IS
    'Signs in the user that a token proves, and returns who that is.
token: a JSON Web Token (RFC 7519) of at most 8 KiB, signed with EdDSA, ES256, RS256, PS256 or, by a key file, HS256. Pass it as a
bound parameter. scope: as for set_user(); a session ends with its token as well. 28000: the token is refused, for one of many
reasons that the server''s log alone tells. 25P01: scope ''transaction'' outside a transaction block. 22023: no token, or another scope.';

CREATE FUNCTION todo.pre_request() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_pre_request';
COMMENT ON FUNCTION todo.pre_request() IS
    'Signs in the user of an HTTP request, for its transaction: PostgREST''s db-pre-request.
It takes the bearer token (RFC 6750) of "authorization" in setting request.headers; without that header nobody is signed in. 28000: the token is refused. 25P01: outside a transaction block.';

CREATE FUNCTION todo.forget_proofs() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_forget_proofs';
COMMENT ON FUNCTION todo.forget_proofs() IS
    'Trigger of tables that decide what a token proves: every session checks again what it remembers.';

COMMENT ON FUNCTION todo.current_user_id() IS
    'The signed-in user, null when nobody is signed in or the token that proved it has expired.';

REVOKE ALL ON FUNCTION todo.nobody_signed_in(), todo.set_user(uuid, text), todo.login(text, text), todo.pre_request(),
    todo.forget_proofs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION todo.current_user_id(), todo.logout() TO PUBLIC;
GRANT EXECUTE ON FUNCTION todo.nobody_signed_in(), todo.set_user(uuid, text) TO todo_service;
GRANT EXECUTE ON FUNCTION todo.login(text, text), todo.pre_request() TO authenticated_user;


CREATE FUNCTION todo.install_better_auth() RETURNS SETOF text
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET quote_all_identifiers = off
    AS 'MODULE_PATHNAME', 'todo_install_better_auth';
COMMENT ON FUNCTION todo.install_better_auth() IS
    'Does what install() does, and makes the tables that Better Auth keeps beside users: session, account, verification, jwks; returns what it made.
For superusers. It closes tables that Better Auth''s own migrator has made to all but todo_service. install() looks after them wherever there is a table todo.jwks.';

REVOKE ALL ON FUNCTION todo.install_better_auth() FROM PUBLIC;

ALTER FUNCTION todo.install() SET quote_all_identifiers = off;
COMMENT ON FUNCTION todo.install() IS
    'Creates what is missing of the tables, indexes, constraints, policies, triggers, grants and comments; returns what it made, and what it dropped to make it anew.
For superusers. It may be run again at any time: it puts back what was dropped, and brings the tables of an earlier version up to this one.';

-- What a title is, for the table's own check.

CREATE FUNCTION todo.is_title(title varchar) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'todo_is_title';
COMMENT ON FUNCTION todo.is_title(varchar) IS
    'Whether a text may be a title: it has a character that is not white space (Unicode''s White_Space, in every locale).
The condition of chk_title_not_empty, and like it for whoever writes a task.';
GRANT EXECUTE ON FUNCTION todo.is_title(varchar) TO PUBLIC;

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


-- Retention: what happens to old things.

CREATE TYPE todo.maintenance_report AS (job text, rows bigint, finished boolean);
COMMENT ON TYPE todo.maintenance_report IS 'What a job of run_maintenance did, and whether it is done.';
COMMENT ON COLUMN todo.maintenance_report.job IS 'The job''s name.';
COMMENT ON COLUMN todo.maintenance_report.rows IS 'How many rows it has purged, moved, dropped or reduced.';
COMMENT ON COLUMN todo.maintenance_report.finished IS 'Whether it has nothing left to do; if not, call again.';

CREATE FUNCTION todo.run_maintenance(batch_size integer DEFAULT 1000, time_limit interval DEFAULT '5 min') RETURNS SETOF todo.maintenance_report
    LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 4
    AS 'MODULE_PATHNAME', 'todo_run_maintenance';
COMMENT ON FUNCTION todo.run_maintenance(integer, interval) IS
    'Purges old trash, archives old completed tasks, drops expired idempotency keys, reduces old events: one batch of each.
For cron and the like: call it again, each time in a transaction of its own, until every job is finished. Users whose rows are in a batch
wait until it is committed, so that is how long batch_size (1 to 100000 rows a job) and time_limit let them.
Ages: todo.trash_retention, todo.archive_after, todo.event_retention.';

REVOKE ALL ON FUNCTION todo.run_maintenance(integer, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION todo.run_maintenance(integer, interval) TO todo_service;


-- Care: what a back end and its operators ask about the whole database.

CREATE TYPE todo.finding AS (check_name text, ok boolean, detail text);
COMMENT ON TYPE todo.finding IS 'What a check has found; detail says what is wrong, and what mends it.';
COMMENT ON COLUMN todo.finding.check_name IS 'The check''s name.';
COMMENT ON COLUMN todo.finding.ok IS 'Whether all is as it should be.';
COMMENT ON COLUMN todo.finding.detail IS 'What is wrong and what mends it; else what was found to be right.';

CREATE FUNCTION todo.rebuild_counters(of_user uuid DEFAULT NULL) RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_rebuild_counters';
COMMENT ON FUNCTION todo.rebuild_counters(uuid) IS
    'Counts the tasks of every user, or of one, puts right what user_counters says, and returns how many users were put right.
For rows that were loaded with triggers off. Where events do not tell how the tasks came to be what they are, the log counts as trimmed
up to there: a client that keeps a copy starts again from nothing (PT410), and is told of
tasks without events once they change. Each user''s writers wait until the transaction ends.
55000: somebody is signed in. 42501: the role does not see every row.';

CREATE FUNCTION todo.doctor(sample_size integer DEFAULT 1000) RETURNS SETOF todo.finding
    LANGUAGE c STABLE PARALLEL UNSAFE ROWS 16
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_doctor';
COMMENT ON FUNCTION todo.doctor(integer) IS
    'One row a check: library, encoding and roles are right; tables, columns, constraints, indexes, policies, row security, triggers, grants and comments are as shipped; counters and events are true. Writes nothing.
sample_size: of how many users at most counters and events are checked, the latest and some at random; 0 for all.
detail names the remedy, mostly todo.install() or todo.rebuild_counters(). 55000: somebody is signed in.';

CREATE FUNCTION todo.health() RETURNS SETOF todo.finding
    LANGUAGE c STABLE PARALLEL UNSAFE ROWS 6
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'todo_health';
COMMENT ON FUNCTION todo.health() IS
    'For a probe each second: library, tables, row security, triggers, server, age of transaction ids. Reads the catalogs alone; todo.doctor() looks closer.';

CREATE FUNCTION todo.seed_demo() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_seed_demo';
COMMENT ON FUNCTION todo.seed_demo() IS
    'Makes three demo users with tasks of every kind, the same each time; what is there already stays. 55000: somebody is signed in. 23505: one of their addresses is another account''s.';

CREATE FUNCTION todo.remove_demo() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'todo_remove_demo';
COMMENT ON FUNCTION todo.remove_demo() IS
    'Removes the demo users and all that is theirs. 55000: somebody is signed in.';

REVOKE ALL ON FUNCTION
    todo.rebuild_counters(uuid),
    todo.doctor(integer),
    todo.health(),
    todo.seed_demo(),
    todo.remove_demo()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    todo.rebuild_counters(uuid),
    todo.doctor(integer),
    todo.health(),
    todo.seed_demo(),
    todo.remove_demo()
    TO todo_service;


-- Comments that say more than they did.
COMMENT ON FUNCTION todo.restore_task(uuid) IS
    'Brings a task back from the trash or the archive. PT404: it is in neither. From the archive: PT409: another task has its id, or a trigger keeps it there; PT429.';
COMMENT ON FUNCTION todo.task_cursor(todo.task) IS
    'The cursor of the page that begins after this task: SELECT t.*, todo.task_cursor(t) FROM todo.list_tasks() t.
With todo on the search_path t.task_cursor says the same.
It fits the list of all tasks and the list of this task''s own state; for one in the trash, the trash.';
COMMENT ON FUNCTION todo.tasks_page(boolean, integer, text, text) IS
    'A page of your tasks as one JSON document: {"items":[...],"next_cursor":...,"counts":{"open":...,"done":...},"etag":...}.
Arguments as for list_tasks; if_changed: the etag of the page that you have, null is returned while it is the current one.
next_cursor is null on the last page. Times are in UTC.';

-- What is said of columns of types that were there.
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
COMMENT ON COLUMN todo.task_count.completed IS 'True: of the done tasks; false: of the open ones.';
COMMENT ON COLUMN todo.task_count.count IS 'How many there are, without the trash.';

-- What is said of functions that were there.
COMMENT ON FUNCTION todo.set_user(uuid, text) IS
    'Says who the end user is, for a trusted back end.
scope ''transaction'' lasts until the transaction ends and is safe behind any pooler (25P01 outside a transaction block,
but not in a PL/pgSQL block with EXCEPTION, which looks like one); scope ''session'' lasts until logout(), DISCARD ALL, RESET ALL or the end of the connection. 22023: no user, or another scope.
What is being read, by a cursor or a FOR loop, goes on with what the new user may see: read it to its end first.';
COMMENT ON FUNCTION todo.uuid_v7() IS
    'A time-ordered UUID (RFC 9562, version 7), each greater than the one before of its process: a session''s, or a parallel worker''s.';
COMMENT ON FUNCTION todo.logout() IS
    'Signs out: nobody is signed in afterwards, in this transaction and in the session; a rollback brings back who was.';
COMMENT ON FUNCTION todo.create_task(text, text, uuid) IS
    'Creates a task of the signed-in user.
With an id that exists: the same task again when its content is the same, so that a retry is safe; else PT409.
28000: nobody is signed in. 22023: the title is null. 23514: it is blank. 22001: a text is too long. 23503: the user has no row in users. PT429: over the quota.';

-- 0.1.0 granted USAGE on the schema in its script, so that pg_dump leaves the grant to the script; today it is install() that grants it.
DELETE FROM pg_catalog.pg_init_privs WHERE classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND objoid = 'todo'::pg_catalog.regnamespace;

-- The tables, and counters for the users that are there.
SELECT todo.install();
SELECT todo.rebuild_counters();
