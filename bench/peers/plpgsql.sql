-- The same tables, rules, journal and functions as ours, as one would write them in PL/pgSQL. Left out: the archive, history and undo.
\ir plpgsql/tables.sql
\ir plpgsql/rules.sql
\ir plpgsql/journal.sql
\ir plpgsql/tasks.sql
\ir plpgsql/lists.sql
\ir plpgsql/sync.sql
\ir plpgsql/execute.sql

INSERT INTO plpgsql.users (id, email, name) SELECT id, email, name FROM data.users;
INSERT INTO plpgsql.tasks (user_id, title, description, completed, created_at, updated_at, completed_at, deleted_at)
SELECT user_id, title, description, completed, created_at, created_at + changed_after,
       CASE WHEN completed THEN created_at + changed_after END, CASE WHEN trashed THEN created_at + changed_after END
FROM data.tasks ORDER BY n;
