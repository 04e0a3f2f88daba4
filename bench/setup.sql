-- 200 users with 1,000 tasks each: 40 % done, 2 % in the trash, a year of time.
CREATE EXTENSION todo;
CREATE ROLE bench_app IN ROLE authenticated_user;
INSERT INTO todo.users (id, email)
SELECT ('00000000-0000-4000-8000-' || to_char(n, 'FM000000000000'))::uuid, n || '@example.com'
FROM generate_series(1, 200) n;
INSERT INTO todo.tasks (user_id, title, description, completed, created_at, updated_at, deleted_at)
SELECT ('00000000-0000-4000-8000-' || to_char(n % 200 + 1, 'FM000000000000'))::uuid,
       'Task ' || n || ': ' || repeat('buy milk and bread ', n % 3), 'Description of task ' || n || repeat('.', n % 80),
       n % 5 < 2, time, time, CASE WHEN n % 50 = 7 THEN time END
FROM (SELECT n, now() - n * interval '157 seconds' AS time FROM generate_series(1, 200000) n) tasks;
VACUUM ANALYZE todo.users;
VACUUM ANALYZE todo.tasks;
CHECKPOINT;
