-- The archive: completed tasks that nobody has touched for long.

CREATE TABLE todo.tasks_archive (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    title varchar(200) NOT NULL,
    description varchar(1000),
    completed boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    completed_at timestamptz,
    version integer NOT NULL,
    archived_at timestamptz NOT NULL DEFAULT now()
);
-- As for tasks.
ALTER TABLE todo.tasks_archive ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE todo.tasks_archive ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE todo.tasks_archive ADD CONSTRAINT tasks_archive_pkey PRIMARY KEY (id);
ALTER TABLE todo.tasks_archive ADD CONSTRAINT fk_tasks_archive_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX idx_tasks_archive_user_id ON todo.tasks_archive (user_id, archived_at DESC, id DESC);

ALTER TABLE todo.tasks_archive ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.tasks_archive FORCE ROW LEVEL SECURITY;
-- Its owner reads it, and takes from it; only maintenance puts into it.
CREATE POLICY tasks_archive_isolation_policy ON todo.tasks_archive
    FOR SELECT USING (user_id = todo.current_user_id());
CREATE POLICY tasks_archive_removal_policy ON todo.tasks_archive
    FOR DELETE USING (user_id = todo.current_user_id());
CREATE POLICY tasks_archive_service_policy ON todo.tasks_archive
    TO todo_service
    USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());

GRANT SELECT, DELETE ON todo.tasks_archive TO authenticated_user;
GRANT SELECT, INSERT, DELETE ON todo.tasks_archive TO todo_service;

COMMENT ON TABLE todo.tasks_archive IS 'Completed tasks that nobody touched for todo.archive_after; restore_task brings one back.';
COMMENT ON COLUMN todo.tasks_archive.id IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.user_id IS 'The owner.';
COMMENT ON COLUMN todo.tasks_archive.title IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.description IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.completed IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.created_at IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.updated_at IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.deleted_at IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.completed_at IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.version IS 'As in tasks.';
COMMENT ON COLUMN todo.tasks_archive.archived_at IS 'When the task was moved here.';
COMMENT ON CONSTRAINT tasks_archive_pkey ON todo.tasks_archive IS 'A task is here once.';
COMMENT ON CONSTRAINT fk_tasks_archive_user_id ON todo.tasks_archive IS 'A task goes with its user.';
COMMENT ON INDEX todo.idx_tasks_archive_user_id IS 'A user''s archive, latest first.';
COMMENT ON POLICY tasks_archive_isolation_policy ON todo.tasks_archive IS 'The signed-in user sees the own archive.';
COMMENT ON POLICY tasks_archive_removal_policy ON todo.tasks_archive IS 'The signed-in user takes from the own archive.';
COMMENT ON POLICY tasks_archive_service_policy ON todo.tasks_archive IS 'A trusted back end for which nobody is signed in maintains the archive.';

