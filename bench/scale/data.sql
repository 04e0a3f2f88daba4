-- The loaded users and tasks, as bench/peers/plain.sql takes them: :rows of them, or ALL. The trash as well, so that there is the same number.
DO $$ BEGIN CREATE ROLE bench_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA data;
CREATE VIEW data.users AS SELECT id, email, name FROM todo.users LIMIT :rows;
CREATE VIEW data.tasks AS
SELECT created_at AS n, user_id, title, description, completed, created_at, updated_at - created_at AS changed_after, false AS trashed
FROM todo.tasks LIMIT :rows;
