-- Who the subjects of other providers are. What todo.install() lays down; see src/install.

CREATE TABLE todo.identities (
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE todo.identities ADD CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject);
ALTER TABLE todo.identities ADD CONSTRAINT fk_identities_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX idx_identities_user_id ON todo.identities (user_id);

-- ALWAYS, and for each row: a replication worker fires nothing else, and an identity that it takes away must not live on in
-- what sessions remember.
CREATE TRIGGER identities_changed
    AFTER INSERT OR UPDATE OR DELETE ON todo.identities FOR EACH ROW EXECUTE FUNCTION todo.forget_proofs();
ALTER TABLE todo.identities ENABLE ALWAYS TRIGGER identities_changed;
CREATE TRIGGER identities_truncated
    AFTER TRUNCATE ON todo.identities FOR EACH STATEMENT EXECUTE FUNCTION todo.forget_proofs();
ALTER TABLE todo.identities ENABLE ALWAYS TRIGGER identities_truncated;

ALTER TABLE todo.identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.identities FORCE ROW LEVEL SECURITY;
CREATE POLICY identities_isolation_policy ON todo.identities
    FOR SELECT USING (user_id = todo.current_user_id());
CREATE POLICY identities_service_policy ON todo.identities
    TO todo_service USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());

GRANT SELECT, INSERT, UPDATE, DELETE ON todo.identities TO todo_service;

COMMENT ON TABLE todo.identities IS 'Which user a subject of another provider is, where the subject is not the user''s id itself.';
COMMENT ON COLUMN todo.identities.issuer IS 'The provider: "iss" of its tokens, character by character.';
COMMENT ON COLUMN todo.identities.subject IS 'Whom the provider means: "sub" of its tokens, character by character.';
COMMENT ON COLUMN todo.identities.user_id IS 'The user who that is.';
COMMENT ON COLUMN todo.identities.created_at IS 'When this was written down.';
COMMENT ON CONSTRAINT identities_pkey ON todo.identities IS 'A subject is one user.';
COMMENT ON CONSTRAINT fk_identities_user_id ON todo.identities IS 'Identities go with their user.';
COMMENT ON INDEX todo.idx_identities_user_id IS 'A user''s identities: to show them, and when the user goes.';
COMMENT ON TRIGGER identities_changed ON todo.identities IS 'Tokens of such subjects that were checked before are checked again.';
COMMENT ON TRIGGER identities_truncated ON todo.identities IS 'The same when all identities go at once.';
COMMENT ON POLICY identities_isolation_policy ON todo.identities IS 'The signed-in user sees the own identities.';
COMMENT ON POLICY identities_service_policy ON todo.identities IS 'A trusted back end for which nobody is signed in writes all identities.';

