-- the same 50 rows by json_agg over the client's own prepared SELECT
\if :signed_in = 0
SELECT todo.set_user('00000000-0000-4000-8000-000000000007', 'session');
SET ROLE bench_app;
\set signed_in 1
\endif
\set page_size 50
SELECT json_agg(t) FROM (SELECT id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version FROM todo.tasks WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT :page_size) t;
