-- Tasks. What todo.install() lays down; see src/install. The first line of each statement names what it makes.

CREATE TABLE todo.tasks (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    title varchar(200) NOT NULL,
    description varchar(1000),
    completed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    completed_at timestamptz,
    version integer NOT NULL DEFAULT 1
);
-- Of a hundred million tasks PostgreSQL's own fifth would be twenty million dead rows, in every index, before VACUUM takes them
-- away, and as many new ones before it marks their pages as visible to all; statistics would be as old.
ALTER TABLE todo.tasks SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE todo.tasks SET (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE todo.tasks SET (autovacuum_analyze_scale_factor = 0.02);
-- By EXPLAIN a client gets what the planner estimates of a condition, and with statistics the texts of others.
ALTER TABLE todo.tasks ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE todo.tasks ALTER COLUMN description SET STATISTICS 0;
-- Lost with DROP EXTENSION … CASCADE: the function is a member.
ALTER TABLE todo.tasks ALTER COLUMN id SET DEFAULT todo.uuid_v7();
ALTER TABLE todo.tasks ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);
ALTER TABLE todo.tasks ADD CONSTRAINT fk_tasks_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
-- A function, not an expression: every statement that writes a task parses the condition anew.
ALTER TABLE todo.tasks ADD CONSTRAINT chk_title_not_empty
    CHECK (todo.is_title(title));

-- For the cascade from users, which takes the trash as well. The list of all tasks is that of the open and the done ones, merged:
-- an order of its own would be a second index as wide as theirs, for every write to keep.
CREATE INDEX idx_tasks_user_id ON todo.tasks (user_id);
-- What is done alone: a new task costs it nothing, and who counts all by their state reads the next index.
CREATE INDEX idx_tasks_user_completed ON todo.tasks (user_id, completed)
    WHERE completed AND deleted_at IS NULL;
CREATE INDEX idx_tasks_user_completed_created ON todo.tasks (user_id, completed, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX idx_tasks_user_deleted ON todo.tasks (user_id, deleted_at DESC, id DESC)
    WHERE deleted_at IS NOT NULL;
-- Tasks lie in the order of their time, but for those that have changed since: a range of times is found by a few bytes for each
-- megabyte, where a b-tree takes 22 for each task, and an entry at every change.
CREATE INDEX idx_tasks_created_at ON todo.tasks USING brin (created_at) WITH (autosummarize = on);
CREATE INDEX idx_tasks_updated_at ON todo.tasks (updated_at)
    WHERE completed AND deleted_at IS NULL;

CREATE TRIGGER tasks_rules
    BEFORE INSERT OR UPDATE ON todo.tasks FOR EACH ROW EXECUTE FUNCTION todo.task_rules();
ALTER TABLE todo.tasks ENABLE TRIGGER tasks_rules;

ALTER TABLE todo.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.tasks FORCE ROW LEVEL SECURITY;
-- To PUBLIC: a role nobody thought of must not be a way around it.
CREATE POLICY tasks_isolation_policy ON todo.tasks
    USING (user_id = todo.current_user_id()) WITH CHECK (user_id = todo.current_user_id());
-- A back end that has said who the end user is acts as that user and no other.
CREATE POLICY tasks_service_policy ON todo.tasks
    TO todo_service
    USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());

CREATE VIEW todo.active_tasks WITH (security_invoker = true) AS
    SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version
    FROM todo.tasks
    WHERE deleted_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON todo.tasks TO authenticated_user, todo_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON todo.active_tasks TO authenticated_user, todo_service;

COMMENT ON TABLE todo.tasks IS 'One row a task, owned by one user.';
COMMENT ON COLUMN todo.tasks.id IS 'Time-ordered UUID (RFC 9562, version 7).';
COMMENT ON COLUMN todo.tasks.user_id IS 'The owner.';
COMMENT ON COLUMN todo.tasks.title IS '1 to 200 characters, stored without white space at either end.';
COMMENT ON COLUMN todo.tasks.description IS 'At most 1000 characters.';
COMMENT ON COLUMN todo.tasks.completed IS 'Whether the task is done.';
COMMENT ON COLUMN todo.tasks.created_at IS 'When the task was made; never changes.';
COMMENT ON COLUMN todo.tasks.updated_at IS 'When the task last really changed; kept current by the database.';
COMMENT ON COLUMN todo.tasks.deleted_at IS 'When the task was moved to the trash; null outside it.';
COMMENT ON COLUMN todo.tasks.completed_at IS 'When the task became done; null while it is open.';
COMMENT ON COLUMN todo.tasks.version IS 'Counts the real changes, from 1; kept by the database.';
COMMENT ON CONSTRAINT tasks_pkey ON todo.tasks IS 'A task has one row.';
COMMENT ON CONSTRAINT fk_tasks_user_id ON todo.tasks IS 'A task belongs to an existing user, and goes with it.';
COMMENT ON CONSTRAINT chk_title_not_empty ON todo.tasks IS 'A title has a character that is not white space.';
COMMENT ON INDEX todo.idx_tasks_user_id IS 'All of a user''s tasks, with the trash.';
COMMENT ON INDEX todo.idx_tasks_user_completed IS 'A user''s done tasks: how many.';
COMMENT ON INDEX todo.idx_tasks_user_completed_created IS 'A user''s open or done tasks, newest first, by keyset.';
COMMENT ON INDEX todo.idx_tasks_user_deleted IS 'A user''s trash, latest deleted first, by keyset.';
COMMENT ON INDEX todo.idx_tasks_created_at IS 'Time ranges over all tenants.';
COMMENT ON INDEX todo.idx_tasks_updated_at IS 'Retention: old completed tasks.';
COMMENT ON TRIGGER tasks_rules ON todo.tasks IS 'The rules that every writer meets: title, times, version.';
COMMENT ON POLICY tasks_isolation_policy ON todo.tasks IS 'The signed-in user sees and changes the own tasks alone.';
COMMENT ON POLICY tasks_service_policy ON todo.tasks IS 'A trusted back end for which nobody is signed in maintains all tasks.';
COMMENT ON VIEW todo.active_tasks IS 'Tasks without the trash, under the caller''s own row security.';
COMMENT ON COLUMN todo.active_tasks.id IS 'Time-ordered UUID (RFC 9562, version 7).';
COMMENT ON COLUMN todo.active_tasks.user_id IS 'The owner.';
COMMENT ON COLUMN todo.active_tasks.title IS '1 to 200 characters, stored without white space at either end.';
COMMENT ON COLUMN todo.active_tasks.description IS 'At most 1000 characters.';
COMMENT ON COLUMN todo.active_tasks.completed IS 'Whether the task is done.';
COMMENT ON COLUMN todo.active_tasks.created_at IS 'When the task was made; never changes.';
COMMENT ON COLUMN todo.active_tasks.updated_at IS 'When the task last really changed; kept current by the database.';
COMMENT ON COLUMN todo.active_tasks.deleted_at IS 'Null, since the trash is left out; to set it is to move the task there.';
COMMENT ON COLUMN todo.active_tasks.completed_at IS 'When the task became done; null while it is open.';
COMMENT ON COLUMN todo.active_tasks.version IS 'Counts the real changes, from 1; kept by the database.';

