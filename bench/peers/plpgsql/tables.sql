-- Tables, indexes, row security: what src/*/tables.sql has.
CREATE SCHEMA plpgsql;
GRANT USAGE ON SCHEMA plpgsql TO bench_app;

-- Inlined where it is used.
CREATE FUNCTION plpgsql.current_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
    $$SELECT nullif(current_setting('app.user_id', true), '')::uuid$$;

CREATE TABLE plpgsql.users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email varchar(255) NOT NULL UNIQUE,
    email_verified boolean DEFAULT false,
    name varchar(255),
    image text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE plpgsql.tasks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL CONSTRAINT fk_tasks_user_id REFERENCES plpgsql.users ON DELETE CASCADE ON UPDATE CASCADE,
    title varchar(200) NOT NULL CONSTRAINT chk_title_not_empty CHECK (title <> ''),
    description varchar(1000),
    completed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    completed_at timestamptz,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0)
);
CREATE INDEX ON plpgsql.tasks (user_id, created_at DESC, id DESC);
CREATE INDEX ON plpgsql.tasks (user_id, completed) WHERE deleted_at IS NULL;
CREATE INDEX ON plpgsql.tasks (user_id, completed, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX ON plpgsql.tasks (user_id, deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX ON plpgsql.tasks (created_at);
CREATE INDEX ON plpgsql.tasks (updated_at) WHERE completed AND deleted_at IS NULL;

CREATE TABLE plpgsql.user_counters (
    user_id uuid PRIMARY KEY REFERENCES plpgsql.users ON DELETE CASCADE ON UPDATE CASCADE,
    seq bigint NOT NULL DEFAULT 0,
    open bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    trash bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE plpgsql.events (
    user_id uuid NOT NULL REFERENCES plpgsql.users ON DELETE CASCADE ON UPDATE CASCADE,
    seq bigint NOT NULL,
    task_id uuid NOT NULL,
    kind text NOT NULL,
    changes jsonb NOT NULL,
    actor uuid,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, seq)
);
CREATE INDEX ON plpgsql.events (task_id, seq);
CREATE TABLE plpgsql.idempotency_keys (
    user_id uuid NOT NULL REFERENCES plpgsql.users ON DELETE CASCADE ON UPDATE CASCADE,
    key text NOT NULL,
    command jsonb NOT NULL,
    result jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);

ALTER TABLE plpgsql.tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tasks_of_the_user ON plpgsql.tasks
    USING (user_id = plpgsql.current_user_id()) WITH CHECK (user_id = plpgsql.current_user_id());
ALTER TABLE plpgsql.user_counters ENABLE ROW LEVEL SECURITY;
CREATE POLICY counters_of_the_user ON plpgsql.user_counters FOR SELECT USING (user_id = plpgsql.current_user_id());
ALTER TABLE plpgsql.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_of_the_user ON plpgsql.events FOR SELECT USING (user_id = plpgsql.current_user_id());
ALTER TABLE plpgsql.idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY keys_of_the_user ON plpgsql.idempotency_keys
    USING (user_id = plpgsql.current_user_id()) WITH CHECK (user_id = plpgsql.current_user_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON plpgsql.tasks TO bench_app;
GRANT SELECT ON plpgsql.user_counters, plpgsql.events TO bench_app;
GRANT SELECT, INSERT ON plpgsql.idempotency_keys TO bench_app;
