-- Every user's counters, counted in one go; what todo.rebuild_counters() makes of tasks without events, user by user.
BEGIN;
-- A table of its own: PostgreSQL reads in parallel for CREATE TABLE AS, never for INSERT.
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT user_id,
       count(*) FILTER (WHERE NOT completed AND deleted_at IS NULL) AS open,
       count(*) FILTER (WHERE completed AND deleted_at IS NULL) AS done,
       count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash
FROM todo.tasks GROUP BY user_id;
TRUNCATE todo.user_counters;
INSERT INTO todo.user_counters (user_id, open, done, trash)
SELECT id, coalesce(open, 0), coalesce(done, 0), coalesce(trash, 0)
FROM todo.users LEFT JOIN counted ON user_id = id;
COMMIT;
