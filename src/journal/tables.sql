-- The journal's tables: written by its triggers alone, read by their owner.

CREATE TABLE todo.user_counters (
    user_id uuid NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    open bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    trash bigint NOT NULL DEFAULT 0,
    trimmed_seq bigint NOT NULL DEFAULT 0,
    trimmed_until timestamptz,
    reduced_seq bigint NOT NULL DEFAULT 0
);
-- A user's every change writes the row anew. Where its page has room for that no index is touched, and the room is used again
-- without waiting for VACUUM: of 200,000 such updates all but 6, with full pages all but 994; half a page free gains nothing more.
ALTER TABLE todo.user_counters SET (fillfactor = 70);
ALTER TABLE todo.user_counters ADD CONSTRAINT user_counters_pkey PRIMARY KEY (user_id);
ALTER TABLE todo.user_counters ADD CONSTRAINT fk_user_counters_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
-- Changes with the trimming alone, so it costs no other update anything.
CREATE INDEX idx_user_counters_trimmed_until ON todo.user_counters (trimmed_until NULLS FIRST, user_id);

CREATE TABLE todo.events (
    user_id uuid NOT NULL,
    seq bigint NOT NULL,
    task_id uuid NOT NULL,
    kind text NOT NULL,
    changes jsonb NOT NULL,
    actor uuid,
    recorded_at timestamptz NOT NULL
);
-- As for tasks: trimmed events are taken away, and new ones frozen, in pieces.
ALTER TABLE todo.events SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE todo.events SET (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE todo.events SET (autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE todo.events ADD CONSTRAINT events_pkey PRIMARY KEY (user_id, seq);
ALTER TABLE todo.events ADD CONSTRAINT fk_events_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE todo.events ADD CONSTRAINT chk_events_kind
    CHECK (kind IN ('created', 'updated', 'completed', 'reopened', 'deleted', 'restored', 'purged', 'archived'));
CREATE INDEX idx_events_task_id ON todo.events (task_id, seq);

CREATE TRIGGER users_counters
    AFTER INSERT ON todo.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION todo.count_users();
ALTER TABLE todo.users ENABLE TRIGGER users_counters;
-- A user's counters are locked before the user's rows: all writers of one user queue in one order.
CREATE TRIGGER tasks_journal_lock
    BEFORE UPDATE OR DELETE ON todo.tasks FOR EACH STATEMENT EXECUTE FUNCTION todo.journal_lock();
ALTER TABLE todo.tasks ENABLE TRIGGER tasks_journal_lock;
CREATE TRIGGER users_journal_lock
    BEFORE DELETE OR UPDATE OF id ON todo.users FOR EACH ROW EXECUTE FUNCTION todo.journal_lock();
ALTER TABLE todo.users ENABLE TRIGGER users_journal_lock;
CREATE TRIGGER tasks_journal_insert
    AFTER INSERT ON todo.tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION todo.journal();
ALTER TABLE todo.tasks ENABLE TRIGGER tasks_journal_insert;
CREATE TRIGGER tasks_journal_update
    AFTER UPDATE ON todo.tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION todo.journal();
ALTER TABLE todo.tasks ENABLE TRIGGER tasks_journal_update;
CREATE TRIGGER tasks_journal_delete
    AFTER DELETE ON todo.tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION todo.journal();
ALTER TABLE todo.tasks ENABLE TRIGGER tasks_journal_delete;
CREATE TRIGGER tasks_journal_truncate
    BEFORE TRUNCATE ON todo.tasks FOR EACH STATEMENT EXECUTE FUNCTION todo.journal();
ALTER TABLE todo.tasks ENABLE TRIGGER tasks_journal_truncate;

ALTER TABLE todo.user_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.user_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY user_counters_isolation_policy ON todo.user_counters
    FOR SELECT USING (user_id = todo.current_user_id());
CREATE POLICY user_counters_service_policy ON todo.user_counters
    FOR SELECT TO todo_service USING (todo.nobody_signed_in());
ALTER TABLE todo.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.events FORCE ROW LEVEL SECURITY;
CREATE POLICY events_isolation_policy ON todo.events
    FOR SELECT USING (user_id = todo.current_user_id());
CREATE POLICY events_service_policy ON todo.events
    FOR SELECT TO todo_service USING (todo.nobody_signed_in());

GRANT SELECT ON todo.user_counters TO authenticated_user, todo_service;
GRANT SELECT ON todo.events TO authenticated_user, todo_service;

COMMENT ON TABLE todo.user_counters IS 'One row a user: how many tasks, and the number of the last event.';
COMMENT ON COLUMN todo.user_counters.user_id IS 'The user.';
COMMENT ON COLUMN todo.user_counters.seq IS 'The number of the user''s last event; 0 before the first.';
COMMENT ON COLUMN todo.user_counters.open IS 'Tasks that are not done, without the trash.';
COMMENT ON COLUMN todo.user_counters.done IS 'Tasks that are done, without the trash.';
COMMENT ON COLUMN todo.user_counters.trash IS 'Tasks in the trash.';
COMMENT ON COLUMN todo.user_counters.trimmed_seq IS 'Events up to this number may be gone; 0: all are kept.';
COMMENT ON COLUMN todo.user_counters.trimmed_until IS 'Where trimmed_seq is above 0, events that were recorded before this may be gone; null: not trimmed yet.';
COMMENT ON COLUMN todo.user_counters.reduced_seq IS 'Up to this number run_maintenance() has reduced the events; below trimmed_seq where rebuild_counters() has found a gap.';
COMMENT ON INDEX todo.idx_user_counters_trimmed_until IS 'Whose events are to be trimmed next.';
COMMENT ON CONSTRAINT user_counters_pkey ON todo.user_counters IS 'A user has one row.';
COMMENT ON CONSTRAINT fk_user_counters_user_id ON todo.user_counters IS 'Counters go with their user.';
COMMENT ON POLICY user_counters_isolation_policy ON todo.user_counters IS 'The signed-in user sees the own counters.';
COMMENT ON POLICY user_counters_service_policy ON todo.user_counters IS 'A trusted back end for which nobody is signed in sees all counters.';
COMMENT ON TABLE todo.events IS 'One row a change to a task, whoever made it; appended in the order of the commits of its user.';
COMMENT ON COLUMN todo.events.user_id IS 'The task''s owner.';
COMMENT ON COLUMN todo.events.seq IS 'Counts the owner''s events, upwards; after user_counters.trimmed_seq none is missing.';
COMMENT ON COLUMN todo.events.task_id IS 'The task, which may be gone.';
COMMENT ON COLUMN todo.events.kind IS 'created, updated, completed, reopened, deleted, restored, purged, archived.';
COMMENT ON COLUMN todo.events.changes IS 'What changed: {"old": {...}, "new": {...}}; without old when the task came into being, without new when it went.';
COMMENT ON COLUMN todo.events.actor IS 'Who was signed in; null for a back end on its own.';
COMMENT ON COLUMN todo.events.recorded_at IS 'When the change was made, by the clock.';
COMMENT ON CONSTRAINT events_pkey ON todo.events IS 'An event has one number of its owner''s.';
COMMENT ON CONSTRAINT fk_events_user_id ON todo.events IS 'Events go with their user.';
COMMENT ON CONSTRAINT chk_events_kind ON todo.events IS 'The kinds of event.';
COMMENT ON INDEX todo.idx_events_task_id IS 'A task''s history, and whether a later event of it exists.';
COMMENT ON POLICY events_isolation_policy ON todo.events IS 'The signed-in user sees the own events.';
COMMENT ON POLICY events_service_policy ON todo.events IS 'A trusted back end for which nobody is signed in sees all events.';
COMMENT ON TRIGGER users_counters ON todo.users IS 'Counters are born with their user.';
COMMENT ON TRIGGER users_journal_lock ON todo.users IS 'Locks the counters of a user who goes before the tasks, as writers of tasks do.';
COMMENT ON TRIGGER tasks_journal_lock ON todo.tasks IS 'Locks the signed-in user''s counters before any row.';
COMMENT ON TRIGGER tasks_journal_insert ON todo.tasks IS 'Appends events and moves counters.';
COMMENT ON TRIGGER tasks_journal_update ON todo.tasks IS 'Appends events and moves counters.';
COMMENT ON TRIGGER tasks_journal_delete ON todo.tasks IS 'Appends events and moves counters.';
COMMENT ON TRIGGER tasks_journal_truncate ON todo.tasks IS 'Appends events and moves counters.';

