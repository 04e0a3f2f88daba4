-- Ours, everything switched on. The tasks pass through its rules and its journal as any others.
CREATE EXTENSION todo;
GRANT authenticated_user, todo_service TO bench_app;

INSERT INTO todo.users (id, email, name) SELECT id, email, name FROM data.users;
INSERT INTO todo.tasks (user_id, title, description, completed, created_at, updated_at, completed_at, deleted_at)
SELECT user_id, title, description, completed, created_at, created_at + changed_after,
       CASE WHEN completed THEN created_at + changed_after END, CASE WHEN trashed THEN created_at + changed_after END
FROM data.tasks ORDER BY n;

-- Whose tokens it takes.
ALTER SYSTEM SET todo.jwt_keys = :'keys';
ALTER SYSTEM SET todo.jwt_issuer = :'issuer';
ALTER SYSTEM SET todo.jwt_audience = :'audience';
SELECT pg_reload_conf();
