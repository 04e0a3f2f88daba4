-- Accounts, written by the authentication layer. What todo.install() lays down; see src/install.
-- The first line of each statement names what it makes.

CREATE TABLE todo.users (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    email varchar(255) NOT NULL,
    email_verified boolean DEFAULT false,
    name varchar(255),
    image text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- As for tasks.
ALTER TABLE todo.users ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE todo.users ALTER COLUMN image SET STATISTICS 0;
ALTER TABLE todo.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
-- Unique by its index alone: a constraint of its own would be a second index on the same column.
CREATE UNIQUE INDEX idx_users_email ON todo.users (email);
CREATE INDEX idx_users_created_at ON todo.users (created_at);

CREATE TRIGGER users_rules
    BEFORE UPDATE ON todo.users FOR EACH ROW EXECUTE FUNCTION todo.user_rules();
ALTER TABLE todo.users ENABLE TRIGGER users_rules;

ALTER TABLE todo.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.users FORCE ROW LEVEL SECURITY;
-- To PUBLIC: a role nobody thought of must not be a way around it.
CREATE POLICY users_isolation_policy ON todo.users
    FOR SELECT USING (id = todo.current_user_id());
-- A back end that has said who the end user is acts as that user and no other.
CREATE POLICY users_service_policy ON todo.users
    TO todo_service
    USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());

GRANT USAGE ON SCHEMA todo TO authenticated_user, todo_service;
-- Without email: EXPLAIN tells a client what an index found before the policy took it away.
GRANT SELECT (id, email_verified, name, image, created_at, updated_at) ON todo.users TO authenticated_user;
GRANT SELECT, INSERT, UPDATE, DELETE ON todo.users TO todo_service;

COMMENT ON SCHEMA todo IS 'Tasks of many users: tables under row security, and the functions of the API.';
COMMENT ON TABLE todo.users IS 'Accounts, written by the authentication layer.';
COMMENT ON COLUMN todo.users.id IS 'The user; what todo.current_user_id() returns.';
COMMENT ON COLUMN todo.users.email IS 'Unique, at most 255 characters.';
COMMENT ON COLUMN todo.users.email_verified IS 'Whether the address has been proven.';
COMMENT ON COLUMN todo.users.name IS 'Display name, at most 255 characters.';
COMMENT ON COLUMN todo.users.image IS 'Address of a picture.';
COMMENT ON COLUMN todo.users.created_at IS 'When the account was made.';
COMMENT ON COLUMN todo.users.updated_at IS 'When the account last really changed; kept current by the database.';
COMMENT ON CONSTRAINT users_pkey ON todo.users IS 'A user has one row.';
COMMENT ON INDEX todo.idx_users_email IS 'An address belongs to one user; finds a user by address.';
COMMENT ON INDEX todo.idx_users_created_at IS 'Accounts by age.';
COMMENT ON TRIGGER users_rules ON todo.users IS 'Keeps created_at, and updated_at current.';
COMMENT ON POLICY users_isolation_policy ON todo.users IS 'The signed-in user sees the own row.';
COMMENT ON POLICY users_service_policy ON todo.users IS 'A trusted back end for which nobody is signed in writes all accounts.';

