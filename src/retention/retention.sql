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

