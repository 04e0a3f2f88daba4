-- What an application has today: two tables, five plain b-tree indexes, row security on a custom setting, the checks that it
-- would write. No trigger, no journal, no trash.
CREATE SCHEMA plain;
CREATE TABLE plain.users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email varchar(255) NOT NULL UNIQUE,
    email_verified boolean DEFAULT false,
    name varchar(255),
    image text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE plain.tasks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES plain.users ON DELETE CASCADE ON UPDATE CASCADE,
    title varchar(200) NOT NULL CHECK (btrim(title) <> ''),
    description varchar(1000),
    completed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON plain.tasks (user_id);
CREATE INDEX ON plain.tasks (user_id, completed);
CREATE INDEX ON plain.tasks (created_at DESC);
CREATE INDEX ON plain.tasks (updated_at DESC);
CREATE INDEX ON plain.tasks (user_id, completed, created_at DESC);

ALTER TABLE plain.tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tasks_of_the_user ON plain.tasks
    USING (user_id = current_setting('app.user_id')::uuid) WITH CHECK (user_id = current_setting('app.user_id')::uuid);
GRANT USAGE ON SCHEMA plain TO bench_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON plain.tasks TO bench_app;

INSERT INTO plain.users (id, email, name) SELECT id, email, name FROM data.users;
INSERT INTO plain.tasks (user_id, title, description, completed, created_at, updated_at)
SELECT user_id, title, description, completed, created_at, created_at + changed_after FROM data.tasks WHERE NOT trashed ORDER BY n;
