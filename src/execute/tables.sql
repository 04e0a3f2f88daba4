-- What idempotency keys did: written by execute alone, read by their owner.

CREATE TABLE todo.idempotency_keys (
    user_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    result jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
-- As for tasks.
ALTER TABLE todo.idempotency_keys ALTER COLUMN key SET STATISTICS 0;
ALTER TABLE todo.idempotency_keys ALTER COLUMN fingerprint SET STATISTICS 0;
ALTER TABLE todo.idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key);
ALTER TABLE todo.idempotency_keys ADD CONSTRAINT fk_idempotency_keys_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX idx_idempotency_keys_created_at ON todo.idempotency_keys (created_at);

ALTER TABLE todo.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_isolation_policy ON todo.idempotency_keys
    FOR SELECT USING (user_id = todo.current_user_id());
CREATE POLICY idempotency_keys_service_policy ON todo.idempotency_keys
    FOR SELECT TO todo_service USING (todo.nobody_signed_in());

GRANT SELECT ON todo.idempotency_keys TO authenticated_user, todo_service;

COMMENT ON TABLE todo.idempotency_keys IS 'One row an idempotency key of execute: what it did, for 24 hours.';
COMMENT ON COLUMN todo.idempotency_keys.user_id IS 'Whose key it is.';
COMMENT ON COLUMN todo.idempotency_keys.key IS 'As the client chose it, 1 to 200 characters.';
COMMENT ON COLUMN todo.idempotency_keys.fingerprint IS 'SHA-256 of the function and its arguments.';
COMMENT ON COLUMN todo.idempotency_keys.result IS 'What the command returned.';
COMMENT ON COLUMN todo.idempotency_keys.created_at IS 'When the command was run; the key is free again 24 hours later.';
COMMENT ON CONSTRAINT idempotency_keys_pkey ON todo.idempotency_keys IS 'A user''s key stands for one thing.';
COMMENT ON CONSTRAINT fk_idempotency_keys_user_id ON todo.idempotency_keys IS 'Keys go with their user.';
COMMENT ON INDEX todo.idx_idempotency_keys_created_at IS 'Maintenance: keys that are too old.';
COMMENT ON POLICY idempotency_keys_isolation_policy ON todo.idempotency_keys IS 'The signed-in user sees the own keys.';
COMMENT ON POLICY idempotency_keys_service_policy ON todo.idempotency_keys IS 'A trusted back end for which nobody is signed in sees all keys.';

