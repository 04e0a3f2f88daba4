-- Better Auth's own tables beside todo.users. What todo.install_better_auth() lays down; see src/install.
-- The first line of each statement names what it makes.
--
-- Columns, types and defaults are those of Better Auth 1.7's migrator with snake_case names and uuid
-- keys, so that it finds nothing to add. Unlike the migrator's, the tables are closed to end users.

CREATE TABLE todo.session (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    expires_at timestamptz NOT NULL,
    token text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL,
    ip_address text,
    user_agent text,
    user_id uuid NOT NULL
);
ALTER TABLE todo.session ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE todo.session ADD CONSTRAINT fk_session_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX idx_session_token ON todo.session (token);
CREATE INDEX idx_session_user_id ON todo.session (user_id);

CREATE TABLE todo.account (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    account_id text NOT NULL,
    provider_id text NOT NULL,
    user_id uuid NOT NULL,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL
);
ALTER TABLE todo.account ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE todo.account ADD CONSTRAINT fk_account_user_id
    FOREIGN KEY (user_id) REFERENCES todo.users (id) ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX idx_account_user_id ON todo.account (user_id);
-- The migrator makes none: each sign-in through a provider would read the whole table.
CREATE INDEX idx_account_account_id ON todo.account (account_id, provider_id);

CREATE TABLE todo.verification (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    identifier text NOT NULL,
    value text NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE todo.verification ADD CONSTRAINT verification_pkey PRIMARY KEY (id);
CREATE INDEX idx_verification_identifier ON todo.verification (identifier);

CREATE TABLE todo.jwks (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    public_key text NOT NULL,
    private_key text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    alg text,
    crv text
);
ALTER TABLE todo.jwks ADD CONSTRAINT jwks_pkey PRIMARY KEY (id);

-- ALWAYS, and for each row: a replication worker fires nothing else, and a key that it takes away must not live on in what
-- sessions remember.
CREATE TRIGGER jwks_changed
    AFTER INSERT OR UPDATE OR DELETE ON todo.jwks FOR EACH ROW EXECUTE FUNCTION todo.forget_proofs();
ALTER TABLE todo.jwks ENABLE ALWAYS TRIGGER jwks_changed;
CREATE TRIGGER jwks_truncated
    AFTER TRUNCATE ON todo.jwks FOR EACH STATEMENT EXECUTE FUNCTION todo.forget_proofs();
ALTER TABLE todo.jwks ENABLE ALWAYS TRIGGER jwks_truncated;

-- One policy each, for the service with nobody signed in: no end user has business here, and whoever
-- acts as one reaches no password and no signing key, the service included.
ALTER TABLE todo.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.session FORCE ROW LEVEL SECURITY;
CREATE POLICY session_service_policy ON todo.session
    TO todo_service USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());
ALTER TABLE todo.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.account FORCE ROW LEVEL SECURITY;
CREATE POLICY account_service_policy ON todo.account
    TO todo_service USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());
ALTER TABLE todo.verification ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.verification FORCE ROW LEVEL SECURITY;
CREATE POLICY verification_service_policy ON todo.verification
    TO todo_service USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());
ALTER TABLE todo.jwks ENABLE ROW LEVEL SECURITY;
ALTER TABLE todo.jwks FORCE ROW LEVEL SECURITY;
CREATE POLICY jwks_service_policy ON todo.jwks
    TO todo_service USING (todo.nobody_signed_in()) WITH CHECK (todo.nobody_signed_in());

-- Whole tables: Better Auth reads with `select *` and `returning *`.
GRANT SELECT, INSERT, UPDATE, DELETE ON todo.session, todo.account, todo.verification, todo.jwks TO todo_service;

COMMENT ON TABLE todo.session IS 'Better Auth: who is signed in over HTTP.';
COMMENT ON COLUMN todo.session.id IS 'The session.';
COMMENT ON COLUMN todo.session.expires_at IS 'When it ends unless it is renewed.';
COMMENT ON COLUMN todo.session.token IS 'What the client''s cookie proves itself with: a secret.';
COMMENT ON COLUMN todo.session.created_at IS 'When the user signed in.';
COMMENT ON COLUMN todo.session.updated_at IS 'When it was last renewed.';
COMMENT ON COLUMN todo.session.ip_address IS 'Address that the user signed in from.';
COMMENT ON COLUMN todo.session.user_agent IS 'Program that the user signed in with, by its own word.';
COMMENT ON COLUMN todo.session.user_id IS 'Whose session it is.';
COMMENT ON CONSTRAINT session_pkey ON todo.session IS 'A session has one row.';
COMMENT ON CONSTRAINT fk_session_user_id ON todo.session IS 'Sessions go with their user.';
COMMENT ON INDEX todo.idx_session_token IS 'A token belongs to one session; finds a session by token, each request.';
COMMENT ON INDEX todo.idx_session_user_id IS 'A user''s sessions: to list, to end, and when the user goes.';
COMMENT ON POLICY session_service_policy ON todo.session IS 'A trusted back end for which nobody is signed in keeps all sessions.';

COMMENT ON TABLE todo.account IS 'Better Auth: the ways in which a user may sign in, one row each.';
COMMENT ON COLUMN todo.account.id IS 'The way in.';
COMMENT ON COLUMN todo.account.account_id IS 'The user''s name with the provider; the user''s id where it is a password.';
COMMENT ON COLUMN todo.account.provider_id IS 'Who vouches for the user: a provider, or ''credential'' for a password.';
COMMENT ON COLUMN todo.account.user_id IS 'Whose way in it is.';
COMMENT ON COLUMN todo.account.access_token IS 'The provider''s access token: a secret.';
COMMENT ON COLUMN todo.account.refresh_token IS 'The provider''s refresh token: a secret.';
COMMENT ON COLUMN todo.account.id_token IS 'The provider''s ID token.';
COMMENT ON COLUMN todo.account.access_token_expires_at IS 'When the access token ends.';
COMMENT ON COLUMN todo.account.refresh_token_expires_at IS 'When the refresh token ends.';
COMMENT ON COLUMN todo.account.scope IS 'What the provider''s tokens allow.';
COMMENT ON COLUMN todo.account.password IS 'The password''s hash, where it is a password.';
COMMENT ON COLUMN todo.account.created_at IS 'When the way in was made.';
COMMENT ON COLUMN todo.account.updated_at IS 'When it last changed.';
COMMENT ON CONSTRAINT account_pkey ON todo.account IS 'A way in has one row.';
COMMENT ON CONSTRAINT fk_account_user_id ON todo.account IS 'Ways in go with their user.';
COMMENT ON INDEX todo.idx_account_user_id IS 'A user''s ways in: to check a password, and when the user goes.';
COMMENT ON INDEX todo.idx_account_account_id IS 'Finds the user whom a provider vouches for.';
COMMENT ON POLICY account_service_policy ON todo.account IS 'A trusted back end for which nobody is signed in keeps all ways in.';

COMMENT ON TABLE todo.verification IS 'Better Auth: what was sent out to be proven, such as an address or a new password.';
COMMENT ON COLUMN todo.verification.id IS 'The proof that is awaited.';
COMMENT ON COLUMN todo.verification.identifier IS 'What it is for.';
COMMENT ON COLUMN todo.verification.value IS 'What proves it: a secret.';
COMMENT ON COLUMN todo.verification.expires_at IS 'When it is too late.';
COMMENT ON COLUMN todo.verification.created_at IS 'When it was sent out.';
COMMENT ON COLUMN todo.verification.updated_at IS 'When it last changed.';
COMMENT ON CONSTRAINT verification_pkey ON todo.verification IS 'An awaited proof has one row.';
COMMENT ON INDEX todo.idx_verification_identifier IS 'Finds what is awaited.';
COMMENT ON POLICY verification_service_policy ON todo.verification IS 'A trusted back end for which nobody is signed in keeps all awaited proofs.';

COMMENT ON TABLE todo.jwks IS 'Better Auth: the keys that tokens are signed with; todo.login() checks them against these.';
COMMENT ON COLUMN todo.jwks.id IS 'The key; a token names it in its header as kid.';
COMMENT ON COLUMN todo.jwks.public_key IS 'The public key, a JWK (RFC 7517) as text.';
COMMENT ON COLUMN todo.jwks.private_key IS 'The private key, encrypted by Better Auth: a secret.';
COMMENT ON COLUMN todo.jwks.created_at IS 'When the key was made; the youngest one signs.';
COMMENT ON COLUMN todo.jwks.expires_at IS 'When the key signs no more; null is never.';
COMMENT ON COLUMN todo.jwks.alg IS 'Algorithm it signs with (RFC 7518), such as EdDSA.';
COMMENT ON COLUMN todo.jwks.crv IS 'Curve that the key is on, such as Ed25519.';
COMMENT ON CONSTRAINT jwks_pkey ON todo.jwks IS 'A key has one row.';
COMMENT ON TRIGGER jwks_changed ON todo.jwks IS 'Tokens that were checked before are checked again.';
COMMENT ON TRIGGER jwks_truncated ON todo.jwks IS 'The same when all keys go at once.';
COMMENT ON POLICY jwks_service_policy ON todo.jwks IS 'A trusted back end for which nobody is signed in keeps all keys.';
